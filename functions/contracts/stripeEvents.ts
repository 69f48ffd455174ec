/** The events of Stripe as staff see them: what came, what became of it, and another try for what was set aside. */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

const EVENT_STATES = ['received', 'applied', 'ignored', 'quarantined'] as const;

export const stripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  state: z.enum(EVENT_STATES),
  reason: z.string().nullable(),
  attempts: z.int(),
  source: z.string(),
  created_at: field.instant,
  received_at: field.instant,
  settled_at: field.instant.nullable(),
});

export const stripeEvents = {
  list: route({
    name: 'stripe-events-list',
    method: 'GET',
    path: 'v1/stripe-events',
    who: 'stripe_events.read',
    summary: 'Events of Stripe, newest first',
    input: z.strictObject({ state: z.enum(EVENT_STATES).optional(), ...field.page }),
    reply: field.pageOf(stripeEvent),
    status: 200,
  }),
  replay: route({
    name: 'stripe-events-replay',
    method: 'POST',
    path: 'v1/stripe-events/{id}/replay',
    who: 'stripe_events.replay',
    summary: 'Apply a quarantined event again',
    input: z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_]{1,255}$/) }),
    reply: stripeEvent,
    status: 202,
  }),
};
