/** What the routes of patients have in common. */
import * as z from 'zod';

/** Longer than any link of ours, so that one with something added is answered like every other bad one. */
export const token = z.string().min(1).max(2000);

export const clinic = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  /** The clinic's zone, in which the page writes the days of payments. */
  time_zone: z.string().optional(),
});

export const openedPage = z.object({
  url: z.url(),
  /** With what Stripe sends the patient back from this page, so that the browser knows whose result it is. */
  result_token: z.string().nullable(),
});
