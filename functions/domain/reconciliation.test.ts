import { describe, expect, test } from 'vitest';
import { type BalanceLine, BREAK_CLASSES, lineBreak, nextStep, payoutBreak } from './reconciliation.ts';

const line = (given: Partial<BalanceLine>): BalanceLine => ({
  id: 'txn_1',
  type: 'charge',
  source: 'ch_1',
  currency: 'usd',
  amountCents: 100_00,
  feeCents: 3_20,
  netCents: 96_80,
  madeAt: new Date(0),
  stripePayoutId: null,
  oursCents: 100_00,
  invoiceId: null,
  ...given,
});

describe('a transaction of Stripe’s', () => {
  test.each([
    ['a charge that we have', {}, undefined],
    ['a charge of another amount', { oursCents: 90_00 }, 'amount_differs'],
    ['a charge that we do not have', { oursCents: null }, 'missing_here'],
    ['a refund that we do not have', { type: 'refund', source: 're_1', oursCents: null }, 'missing_here'],
    [
      'a dispute that we do not have',
      { type: 'adjustment', source: 'du_1', oursCents: null },
      'missing_here',
    ],
    ['another adjustment', { type: 'adjustment', source: null, oursCents: null }, 'unexplained'],
    ['a kind of tomorrow', { type: 'moon_phase', source: null, oursCents: null }, 'unexplained'],
  ])('%s: %s', (_, given, expected) => {
    expect(lineBreak(line(given))?.class).toBe(expected);
  });
});

test('a payout is the sum of its parts', () => {
  const payout = { stripePayoutId: 'po_1', currency: 'usd', amountCents: 50_00, madeAt: new Date(0) };
  expect(payoutBreak({ ...payout, partsCents: 50_00 })).toBeUndefined();
  expect(payoutBreak({ ...payout, partsCents: 49_99 })).toMatchObject({ class: 'payout_differs' });
});

test('every class has a next step', () => {
  for (const each of BREAK_CLASSES) expect(nextStep(each)).toMatch(/\.$/);
});
