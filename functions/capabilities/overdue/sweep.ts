/** Finding invoices that look overdue, in batches, so that a hundred thousand need no more memory than a hundred. */
import { dayIn } from '../../domain/calendar.ts';
import type { App, DueKey } from '../ports.ts';

const BATCH = 200;

/**
 * Walks over the invoices that are past their due date and not marked, and hands each batch on; how many there were.
 *
 * @param hand what decides on a batch: the queue when a timer sweeps, the marking itself when a person does
 */
export async function sweepOverdue(
  app: App,
  hand: (invoiceIds: readonly string[]) => Promise<void>,
): Promise<number> {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  let after: DueKey | undefined;
  for (let found = 0; ; ) {
    const batch = await app.db.read.overdue.find(today, after, BATCH);
    if (batch.length === 0) return found;
    await hand(batch.map(({ id }) => id));
    found += batch.length;
    after = batch.at(-1);
  }
}
