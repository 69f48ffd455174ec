/** What travels in queues: ids only, because a message is a wake-up call and the database the truth (decision 29). */
import * as z from 'zod';

/** A stored Stripe event is to be applied. */
export const applyEventMessage = z.object({ event_id: z.string().max(255), request_id: z.string().max(100) });
export type ApplyEventMessage = z.output<typeof applyEventMessage>;

/** A piece of work in the outbox is due. */
export const workMessage = z.object({ work_id: z.uuid(), request_id: z.string().max(100) });
export type WorkMessage = z.output<typeof workMessage>;

/** Invoices that look overdue: a batch that fits a message well. */
export const overdueMessage = z.object({
  invoice_ids: z.array(z.uuid()).min(1).max(200),
  request_id: z.string().max(100),
});

export const QUEUES = { stripeEvents: 'stripe-events', work: 'work', overdue: 'overdue' } as const;
