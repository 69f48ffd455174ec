/** Finds this clinic's bank debits behind balance transactions that our books do not explain. */
import type { App } from '../ports.ts';
import { book, type ReconciliationResult } from './book-object.ts';
import { bookOrSetAside } from './set-aside.ts';

const TYPES = new Set(['payment', 'payment_failure_refund']);
/** Each needs a request to Stripe; the rest waits for the next reconciliation. */
const MOST = 200;

/** Fetches the charge of each bank payment, or failed one, that our books do not explain. */
export async function reconcileDebits(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const until = new Date(app.clock.now().getTime() + 86_400_000);
  const lines = await app.db.read.reconciliation.lines(from, until);
  const unexplained = lines.filter((line) => line.oursCents === null && TYPES.has(line.type));
  for (const line of unexplained.slice(0, MOST)) {
    const chargeId = line.source;
    if (chargeId === null) continue;
    const row = { ...line, id: chargeId, kind: 'bank debit', at: line.madeAt };
    await bookOrSetAside(app, result, row, () =>
      book(app, { kind: 'debit_unsettled', chargeId }, chargeId, requestId),
    );
  }
}
