/** Disputes, payouts and balance transactions, read from Stripe as they are now. */
import type Stripe from 'stripe';
import type { BalanceTransaction, StripeDispute, StripePayout } from '../../domain/stripeFact.ts';
import { allOf, orUnknown } from './answers.ts';
import { readBalanceTransaction, readDispute, readPayout } from './objects.ts';

const at = (object: { created: number }) => new Date(object.created * 1000);
const since = (from: Date) => ({ created: { gte: Math.floor(from.getTime() / 1000) } });

export const disputeNow = (stripe: Stripe, id: string): Promise<StripeDispute | 'unknown'> =>
  orUnknown(async () => readOne(await stripe.disputes.retrieve(id)));

const readOne = (dispute: Stripe.Dispute): StripeDispute => readDispute(dispute, at(dispute));

export const balanceTransactionNow = (stripe: Stripe, id: string): Promise<BalanceTransaction | 'unknown'> =>
  orUnknown(async () => readBalanceTransaction(await stripe.balanceTransactions.retrieve(id)));

/** What a payout is made of; its own entry is only its shadow. */
export async function partsOf(stripe: Stripe, payout: string): Promise<BalanceTransaction[]> {
  const all = await allOf(
    (page) => stripe.balanceTransactions.list({ ...page, payout }),
    readBalanceTransaction,
  );
  return all.filter((entry) => entry.source !== payout);
}

export const disputesSince = (stripe: Stripe, from: Date): Promise<StripeDispute[]> =>
  allOf((page) => stripe.disputes.list({ ...page, ...since(from) }), readOne);

export const balanceTransactionsSince = (stripe: Stripe, from: Date): Promise<BalanceTransaction[]> =>
  allOf((page) => stripe.balanceTransactions.list({ ...page, ...since(from) }), readBalanceTransaction);

export const payoutsSince = (stripe: Stripe, from: Date): Promise<StripePayout[]> =>
  allOf(
    (page) => stripe.payouts.list({ ...page, ...since(from) }),
    (payout) => readPayout(payout, at(payout)),
  );
