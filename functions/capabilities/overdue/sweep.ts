/** Finds invoices that look overdue, in batches, so that a hundred thousand need no more memory than a hundred. */
import { dayIn } from '../../domain/calendar.ts';
import type { DueKey } from '../ports/overdue.ts';
import type { App } from '../ports.ts';

const BATCH = 200;
/** Batches that are handed on at the same time; the next one is read meanwhile. */
const AT_ONCE = 2;

/**
 * Walks over the invoices that are past their due date and not marked, and over those that were marked too early by a
 * clock that was ahead; hands each batch on. How many there were.
 *
 * @param enqueue what decides on a batch: the queue when a timer sweeps, the marking itself when a person does
 */
export async function sweepOverdue(
  app: App,
  enqueue: (invoiceIds: readonly string[]) => Promise<void>,
): Promise<number> {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  const { overdue } = app.db.read;
  const late = await walk((after) => overdue.find(today, after, BATCH), enqueue);
  return late + (await walk((after) => overdue.findEarly(today, after, BATCH), enqueue));
}

async function walk(
  next: (after: DueKey | undefined) => Promise<DueKey[]>,
  enqueue: (invoiceIds: readonly string[]) => Promise<void>,
): Promise<number> {
  let after: DueKey | undefined;
  let found = 0;
  const running: Promise<void>[] = [];
  try {
    for (;;) {
      const batch = await next(after);
      if (batch.length === 0) break;
      if (running.length === AT_ONCE) await running.shift();
      running.push(enqueue(batch.map(({ id }) => id)));
      found += batch.length;
      after = batch.at(-1);
    }
  } finally {
    await Promise.allSettled(running);
  }
  await Promise.all(running);
  return found;
}
