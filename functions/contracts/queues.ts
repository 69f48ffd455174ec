/** What travels in queues: ids only, because a message is a wake-up call and the database the truth (decision 29). */
import * as z from 'zod';

/** A piece of work in the outbox is due: to apply a stored Stripe event, or anything else. */
const work = z.object({
  work_id: z.uuid(),
  /** What became due with it: a burst costs few messages. */
  others: z.array(z.uuid()).max(20).optional(),
  request_id: z.string().max(100),
});

/** Invoices that look overdue: a batch that fits a message well. */
const overdue = z.object({
  invoice_ids: z.array(z.uuid()).min(1).max(200),
  request_id: z.string().max(100),
});

export const QUEUES = { stripeEvents: 'stripe-events', work: 'work', overdue: 'overdue' } as const;
export type QueueName = (typeof QUEUES)[keyof typeof QUEUES];

/** What each queue carries. */
export const MESSAGES = {
  'stripe-events': work,
  work,
  overdue,
} as const satisfies Record<QueueName, z.ZodType>;

/** Why a message of this queue could not be taken; `text` is what it says, or nothing when it is not base64. */
export function whyPoisoned(queue: QueueName, text: string | undefined): string {
  if (text === undefined) return 'It is not base64.';
  const message = MESSAGES[queue].safeParse(jsonIn(text));
  return message.success
    ? `It failed at every try; the log says why, under request ${message.data.request_id}.`
    : 'It is not a message of this queue.';
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
