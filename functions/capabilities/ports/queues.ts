/** Queues of background work. */
import type { AddedWork } from './work.ts';

export type Queues = {
  /** Wakes the function that does the work. Never throws: a timer finds what was not enqueued. */
  enqueueWork(work: AddedWork): Promise<void>;
  /** Puts a message back into its queue unchanged; throws when the queue does not accept it. */
  requeue(queue: string, body: string): Promise<void>;
  /** Passes each message of the poison queues to `keep`, then deletes it. Throws when storage is unavailable. */
  drainPoisonQueues(keep: (message: PoisonedMessage) => Promise<void>): Promise<void>;
  /** Queues a batch of invoices that look overdue; the worker checks each of them again. */
  enqueueOverdueBatch(invoiceIds: readonly string[], requestId: string): Promise<void>;
  /** How many messages each queue holds, about, and for how many seconds the oldest has been visible. */
  depths(): Promise<{ queue: string; messages: number; ageSeconds: number }[]>;
  health(): Promise<void>;
};

/** `queue` is the one that it could not be taken from; `body` is as it lay there, `text` what it says, if it is base64. */
export type PoisonedMessage = { queue: string; messageId: string; body: string; text: string | undefined };
