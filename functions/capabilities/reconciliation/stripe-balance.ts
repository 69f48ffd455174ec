/** Booking the payouts and balance transactions that exist at Stripe, each for itself where not all can be booked at once. */
import type { StripePayout } from '../../domain/stripe-notification.ts';
import type { App } from '../ports.ts';
import { bookFees } from '../stripe-balance/fees.ts';
import { bookParts, keepTransactions } from '../stripe-balance/transactions.ts';
import { book, count, type ReconciliationResult } from './book-object.ts';
import { bookOrSetAside, setAsideUnreadable } from './set-aside.ts';

export async function reconcilePayouts(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const payouts = await app.stripe.payoutsSince(from, setAsideUnreadable(app, result, 'payout'));
  for (const payout of payouts) {
    if (await app.db.read.balance.knowsPayout(payout)) continue;
    const row = { ...payout, id: payout.stripePayoutId, kind: 'payout' };
    await bookOrSetAside(app, result, row, () => reconcilePayout(app, payout, requestId, result));
  }
}

async function reconcilePayout(
  app: App,
  payout: StripePayout,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const done = await book(app, { kind: 'payout_updated', payout }, payout.stripePayoutId, requestId);
  if (done.state !== 'applied') return;
  count(result, 'payouts');
  const known = await app.db.transaction((tx) => tx.balance.lockPayout(payout));
  await bookParts(app, known, result);
}

export async function reconcileBalance(app: App, from: Date, result: ReconciliationResult): Promise<void> {
  const setAside = setAsideUnreadable(app, result, 'balance transaction');
  const transactions = await app.stripe.balanceTransactionsSince(from, setAside);
  await keepTransactions(app, transactions, null, result);
  const booked = await bookFees(app, { since: from }, result);
  if (booked > 0) count(result, 'fees', booked);
}
