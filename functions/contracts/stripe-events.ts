/** The events of Stripe as staff see them: what came, what became of it, and another try for what was set aside. */
import * as z from 'zod';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

const EVENT_STATES = ['received', 'applied', 'ignored', 'quarantined'] as const;

/** The money that a quarantined event reports; nothing of it is booked. */
const reportedMoney = z.object({
  amount_cents: field.moneyCents,
  currency: z.string(),
  /** Stripe’s id of the payment, refund, dispute or payout. */
  stripe_id: z.string(),
  /** The invoice that the event names, whether it is one of ours or not. */
  invoice_id: field.id.nullable(),
  /** It reports a payment to this account, which can be assigned to an invoice. */
  assignable: z.boolean(),
});

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
  money: reportedMoney.nullable(),
  /** What to do about it; null when nothing need be done. */
  next_step: z.string().nullable(),
});
export type StripeEvent = z.output<typeof stripeEvent>;

const eventId = z.string().regex(/^[A-Za-z0-9_]{1,255}$/);

export const stripeEvents = {
  list: route({
    name: 'stripe-events-list',
    method: 'GET',
    path: 'v1/stripe-events',
    who: 'stripe_events.read',
    audits: 'stripe_event',
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
    input: z.strictObject({ id: eventId }),
    reply: stripeEvent,
    status: 202,
  }),
  assign: route({
    name: 'stripe-events-assign',
    method: 'POST',
    path: 'v1/stripe-events/{id}/assign',
    who: 'stripe_events.resolve',
    summary:
      'Book the money of a quarantined payment event on an invoice, with the amount that Stripe has now',
    input: z.strictObject({ id: eventId, invoice_number: field.text(LIMITS.invoiceNumber) }),
    reply: stripeEvent,
    status: 200,
    idempotent: true,
  }),
  dismiss: route({
    name: 'stripe-events-dismiss',
    method: 'POST',
    path: 'v1/stripe-events/{id}/dismiss',
    who: 'stripe_events.resolve',
    summary: 'Mark a quarantined event as not ours, with a note; nothing is booked',
    input: z.strictObject({ id: eventId, note: field.text(LIMITS.eventNote) }),
    reply: stripeEvent,
    status: 200,
    idempotent: true,
  }),
};
