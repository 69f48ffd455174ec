/** Disputes, payouts and balance transactions, read from Stripe as they are now. */
import type Stripe from 'stripe';
import type { SetAside } from '../../capabilities/ports/stripe.ts';
import { isPayoutEntry } from '../../domain/reconciliation.ts';
import type { BalanceTransaction, StripeDispute, StripePayout } from '../../domain/stripe-notification.ts';
import { allOf, orUnknown } from './answers.ts';
import { readBalanceTransaction, readDispute, readPayout } from './objects.ts';

const at = (object: { created: number }) => new Date(object.created * 1000);
const since = (from: Date) => ({ created: { gte: Math.floor(from.getTime() / 1000) } });

export const disputeNow = (stripe: Stripe, id: string): Promise<StripeDispute | 'unknown'> =>
  orUnknown(async () => readOne(await stripe.disputes.retrieve(id)));

const readOne = (dispute: Stripe.Dispute): StripeDispute => readDispute(dispute, at(dispute));

export const balanceTransactionNow = (stripe: Stripe, id: string): Promise<BalanceTransaction | 'unknown'> =>
  orUnknown(async () => readBalanceTransaction(await stripe.balanceTransactions.retrieve(id)));

export const payoutNow = (stripe: Stripe, id: string): Promise<StripePayout | 'unknown'> =>
  orUnknown(async () => {
    const payout = await stripe.payouts.retrieve(id);
    return readPayout(payout, at(payout));
  });

/** What a payout is made of, without its own entry. Entries of other payouts, such as one that failed, can be in it. */
export async function payoutTransactions(
  stripe: Stripe,
  payout: string,
  setAside: SetAside,
): Promise<BalanceTransaction[]> {
  const all = await allOf(
    (page) => stripe.balanceTransactions.list({ ...page, payout }),
    readBalanceTransaction,
    setAside,
  );
  return all.filter((entry) => !isPayoutEntry(entry, payout));
}

/** A payout's own entries: its money going out and, when it failed or was canceled, coming back. */
export const entriesOf = (
  stripe: Stripe,
  payout: string,
  setAside: SetAside,
): Promise<BalanceTransaction[]> =>
  allOf(
    (page) => stripe.balanceTransactions.list({ ...page, source: payout }),
    readBalanceTransaction,
    setAside,
  );

type Since<T> = (stripe: Stripe, from: Date, setAside: SetAside) => Promise<T[]>;

export const disputesSince: Since<StripeDispute> = (stripe, from, setAside) =>
  allOf((page) => stripe.disputes.list({ ...page, ...since(from) }), readOne, setAside);

export const balanceTransactionsSince: Since<BalanceTransaction> = (stripe, from, setAside) =>
  allOf(
    (page) => stripe.balanceTransactions.list({ ...page, ...since(from) }),
    readBalanceTransaction,
    setAside,
  );

export const payoutsSince: Since<StripePayout> = (stripe, from, setAside) =>
  allOf(
    (page) => stripe.payouts.list({ ...page, ...since(from) }),
    (payout) => readPayout(payout, at(payout)),
    setAside,
  );
