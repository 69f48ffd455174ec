/** Entries of the account's balance: what came in, what went out, and what it cost. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import type { World } from '../state/world.ts';
import { conversionFee, settle } from './settlement.ts';

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

/** What Stripe keeps of an entry, in the currency of the balance. */
export type Fee = { amount: number; description: string };

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
    | 'payout_minimum_balance_hold'
    | 'payout_minimum_balance_release'
    | OtherEntry;
  reportingCategory: string;
  source: string | null;
  description: string | null;
  fees?: readonly Fee[];
  /** The rate of a conversion; none when there was none. */
  exchangeRate?: number | null;
  /** Days until the money can be paid out; none means at once. */
  availableInDays?: number;
};

/** Books an entry; `net` is the amount less the fee. */
export function book(world: World, entry: Entry): Stripe.BalanceTransaction {
  const fees = entry.fees ?? [];
  const fee = fees.reduce((sum, one) => sum + one.amount, 0);
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
    exchange_rate: entry.exchangeRate ?? null,
    fee,
    fee_details: fees.map((one) => feeDetail(one, entry.currency)),
    net: entry.amount - fee,
    reporting_category: entry.reportingCategory,
    source: entry.source,
    status: 'pending',
    type: entry.type,
  });
}

/** Books what was paid, given back or disputed, in the currency of the balance and at the rate of the moment. */
export function bookConverted(
  world: World,
  entry: Omit<Entry, 'fees' | 'exchangeRate'> & { fees?: (settledAmount: number) => Fee[] },
): Stripe.BalanceTransaction {
  const { fees, ...rest } = entry;
  const settled = settle(world, entry.amount, entry.currency);
  return book(world, { ...rest, ...settled, fees: fees?.(settled.amount) ?? [] });
}

/** Stripe's price for a payment of this amount, and for its conversion where there is one. */
export function paymentFees(world: World, currency: string): (settledAmount: number) => Fee[] {
  const isConverted = settle(world, 0, currency).exchangeRate !== null;
  return (amount) => [
    { amount: processingFee(amount), description: 'Stripe processing fees' },
    ...(isConverted
      ? [{ amount: conversionFee(amount), description: 'Stripe currency conversion fee' }]
      : []),
  ];
}

/** Stripe's price for a card payment: 2.9 % and 30 of the smallest unit, half a unit rounded up. */
const processingFee = (amount: number): number => Math.floor((amount * 29 + 500) / 1000) + 30;

/** What can be paid out or refunded from now, in one currency. */
export function availableBalance(world: World, currency: string): number {
  const sql =
    "SELECT sum(json_extract(data, '$.net')) AS net FROM object WHERE kind = 'balance_transaction' " +
    "AND json_extract(data, '$.currency') = ? AND json_extract(data, '$.available_on') <= ?";
  return Number(world.store.rows(sql, currency, world.clock.now())[0]?.net ?? 0);
}

function feeDetail(fee: Fee, currency: string): Stripe.BalanceTransaction.FeeDetail {
  return {
    amount: fee.amount,
    application: null,
    currency,
    description: fee.description,
    type: 'stripe_fee',
  };
}
