import { expect, test } from 'vitest';
import {
  conversionPostings,
  feePosting,
  laterPayoutStatus,
  payoutFailedPosting,
  payoutPosting,
} from './balance.ts';
import type { Posting } from './ledger.ts';
import { cents } from './money.ts';

const at = new Date(0);
const moved = ({ entries }: Posting) =>
  Object.fromEntries(entries.map((entry) => [entry.account, entry.amountCents]));

test.each([
  [320, { payment_fees: 320, stripe_clearing: -320 }],
  [-1500, { payment_fees: -1500, stripe_clearing: 1500 }],
])('a fee of %i costs the clinic and leaves Stripe’s balance', (feeCents, expected) => {
  const fee = {
    balanceTransactionId: 'txn_1',
    feeCents: cents(feeCents),
    currency: 'usd' as const,
    for: null,
  };
  expect(moved(feePosting(fee, at))).toEqual(expected);
});

test('a conversion empties one currency and fills the other, and both balance', () => {
  const conversion = {
    balanceTransactionId: 'txn_1',
    from: { currency: 'eur' as const, amountCents: cents(100_00) },
    to: { currency: 'usd' as const, amountCents: cents(108_00) },
    for: { invoiceId: 'inv', paymentId: 'pay' },
  };
  const [taken, brought] = conversionPostings(conversion, at);
  expect(taken).toMatchObject({ kind: 'exchange_from', currency: 'eur', cause: 'balance_transaction:txn_1' });
  expect(taken && moved(taken)).toEqual({ stripe_clearing: -100_00, exchange: 100_00 });
  expect(brought).toMatchObject({ kind: 'exchange_to', currency: 'usd', cause: 'balance_transaction:txn_1' });
  expect(brought && moved(brought)).toEqual({ stripe_clearing: 108_00, exchange: -108_00 });
  expect(brought?.entries.some(({ invoiceId }) => invoiceId)).toBe(false);
  const nothing = { ...conversion, to: { currency: 'usd' as const, amountCents: cents(0) } };
  expect(conversionPostings(nothing, at)).toEqual([taken]);
});

test('a payout reaches the bank, and one that fails comes back; a debit goes the other way', () => {
  const payout = { stripePayoutId: 'po_1', amountCents: cents(50_00), currency: 'usd' as const };
  expect(moved(payoutPosting(payout, at))).toEqual({ bank: 50_00, stripe_clearing: -50_00 });
  expect(moved(payoutFailedPosting(payout, at))).toEqual({ bank: -50_00, stripe_clearing: 50_00 });
  expect(moved(payoutPosting({ ...payout, amountCents: cents(-7_00) }, at))).toEqual({
    bank: -7_00,
    stripe_clearing: 7_00,
  });
});

test.each([
  ['in_transit', 'paid', 'paid'],
  ['paid', 'in_transit', 'paid'],
  ['paid', 'failed', 'failed'],
  ['failed', 'paid', 'failed'],
])('%s, then reported %s, is %s', (now, reported, expected) => {
  expect(laterPayoutStatus(now, reported)).toBe(expected);
});
