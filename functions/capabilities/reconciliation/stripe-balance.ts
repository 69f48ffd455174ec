/** Booking the payouts and balance transactions that exist at Stripe, each for itself where not all can be booked at once. */
import type { StripePayout } from '../../domain/stripe-notification.ts';
import { bookFees } from '../stripe-balance/fees.ts';
import { bookParts, keepTransactions } from '../stripe-balance/transactions.ts';
import type { App } from '../ports.ts';
import { book, count, type Recovered } from './book-object.ts';
import { bookOrSetAside, setAsideUnreadable } from './set-aside.ts';

export async function recoverPayouts(
  app: App,
  from: Date,
  requestId: string,
  recovered: Recovered,
): Promise<void> {
  const payouts = await app.stripe.payoutsSince(from, setAsideUnreadable(app, recovered, 'payout'));
  for (const payout of payouts) {
    if (await app.db.read.balance.knowsPayout(payout)) continue;
    const row = { ...payout, id: payout.stripePayoutId, kind: 'payout' };
    await bookOrSetAside(app, recovered, row, () => recoverPayout(app, payout, requestId, recovered));
  }
}

async function recoverPayout(
  app: App,
  payout: StripePayout,
  requestId: string,
  recovered: Recovered,
): Promise<void> {
  const done = await book(app, { fact: 'payout_told', payout }, payout.stripePayoutId, requestId);
  if (done.state !== 'applied') return;
  count(recovered, 'payouts');
  const known = await app.db.transaction((tx) => tx.balance.lockPayout(payout));
  await bookParts(app, known, recovered);
}

export async function recoverBalance(app: App, from: Date, recovered: Recovered): Promise<void> {
  const setAside = setAsideUnreadable(app, recovered, 'balance transaction');
  const transactions = await app.stripe.balanceTransactionsSince(from, setAside);
  await keepTransactions(app, transactions, null, recovered);
  const booked = await bookFees(app, { since: from }, recovered);
  if (booked > 0) count(recovered, 'fees', booked);
}
