/** Keeping Stripe's balance transactions, and those that a payout is made of. */
import type { Discrepancy } from '../../domain/reconciliation.ts';
import type { BalanceTransaction } from '../../domain/stripe-notification.ts';
import type { PayoutRecord } from '../ports/stripe-balance.ts';
import type { App } from '../ports.ts';
import { allOrEach, setAsideUnreadable } from '../reconciliation/set-aside.ts';
import { bookFees } from './fees.ts';

type Found = { unknown: Discrepancy[] };

/** Keeps these transactions; one that the database refuses is set aside, and the others are kept. */
export const keepTransactions = (
  app: App,
  transactions: readonly BalanceTransaction[],
  stripePayoutId: string | null,
  found: Found,
): Promise<void> =>
  allOrEach(app, found, { rows: transactions, rowOf }, (these) =>
    app.db.transaction((tx) => tx.balance.add(these, stripePayoutId)),
  );

const rowOf = ({ id, type, currency, amountCents, madeAt }: BalanceTransaction) => ({
  id,
  kind: `balance transaction, ${type.replaceAll('_', ' ')}`,
  currency,
  amountCents,
  at: madeAt,
});

/**
 * Asks Stripe what a payout is made of and keeps it; of one that was made by hand Stripe says only its own entries. A payout with a part that is set aside is asked for again.
 */
export async function bookParts(app: App, payout: PayoutRecord, found: Found): Promise<void> {
  const before = found.unknown.length;
  const setAside = setAsideUnreadable(app, found, `part of payout ${payout.stripePayoutId}`);
  const { stripePayoutId, automatic } = payout;
  const parts = automatic
    ? await app.stripe.payoutTransactions(stripePayoutId, setAside)
    : await app.stripe.entriesOf(stripePayoutId, setAside);
  await keepTransactions(app, parts, automatic ? stripePayoutId : null, found);
  await bookFees(app, { ids: parts.map((part) => part.id) }, found);
  const isWhole = found.unknown.length === before && parts.length > 0;
  if (isWhole) await app.db.read.balance.markReconciled(payout.id);
}
