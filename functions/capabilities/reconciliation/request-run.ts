/** Requesting a reconciliation with Stripe; it is done from the queue after the commit. */
import type { Caller } from '../ports/common.ts';
import type { Stores } from '../ports.ts';

/**
 * Returns the id of the run, which is the waiting one if there is one. A run that has begun has listed Stripe's objects
 * already, so what happened since needs one of its own.
 */
export async function requestRun(tx: Stores, staffId: string | null, by: Caller): Promise<{ id: string }> {
  const id = await tx.reconciliation.ask(staffId);
  await tx.outbox.add('reconcile', id, by.requestId);
  return { id };
}
