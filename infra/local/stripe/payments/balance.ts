/** Entries of the account's balance: what came in, what went out, and what it cost. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import type { World } from '../state/world.ts';

const DAY = 24 * 60 * 60;

/** What Stripe books by itself, about no payment. */
export const OTHER_ENTRIES = [
  'stripe_fee',
  'stripe_fx_fee',
  'tax_fee',
  'reserve_hold',
  'reserve_release',
  'topup',
  'topup_reversal',
] as const;
type OtherEntry = (typeof OTHER_ENTRIES)[number];

export type Entry = {
  amount: number;
  currency: string;
  type:
    | 'charge'
    | 'payment'
    | 'refund'
    | 'payment_refund'
    | 'payment_failure_refund'
    | 'refund_failure'
    | 'adjustment'
    | 'payout'
    | 'payout_failure'
    | 'payout_cancel'
    | OtherEntry;
  reportingCategory: string;
  source: string | null;
  description: string | null;
  fee?: { amount: number; description: string };
  /** Days until the money can be paid out; none means at once. */
  availableInDays?: number;
};

/** Books an entry; `net` is the amount less the fee. */
export function book(world: World, entry: Entry): Stripe.BalanceTransaction {
  const fee = entry.fee?.amount ?? 0;
  const now = world.clock.now();
  return world.store.insert('balance_transaction', {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: now + (entry.availableInDays ?? 0) * DAY,
    balance_type: 'payments',
    created: now,
    currency: entry.currency,
    description: entry.description,
    exchange_rate: null,
    fee,
    fee_details: entry.fee === undefined ? [] : [feeDetail(entry.fee, entry.currency)],
    net: entry.amount - fee,
    reporting_category: entry.reportingCategory,
    source: entry.source,
    status: 'pending',
    type: entry.type,
  });
}

/** Stripe's price for a card payment: 2.9 % and 30 of the smallest unit, half a unit rounded up. */
export const processingFee = (amount: number): number => Math.floor((amount * 29 + 500) / 1000) + 30;

/** What can be paid out or refunded from now, in one currency. */
export function availableBalance(world: World, currency: string): number {
  const sql =
    "SELECT sum(json_extract(data, '$.net')) AS net FROM object WHERE kind = 'balance_transaction' " +
    "AND json_extract(data, '$.currency') = ? AND json_extract(data, '$.available_on') <= ?";
  return Number(world.store.rows(sql, currency, world.clock.now())[0]?.net ?? 0);
}

function feeDetail(
  fee: { amount: number; description: string },
  currency: string,
): Stripe.BalanceTransaction.FeeDetail {
  return {
    amount: fee.amount,
    application: null,
    currency,
    description: fee.description,
    type: 'stripe_fee',
  };
}
