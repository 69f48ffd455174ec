import { describe, expect, test } from 'vitest';
import {
  type BalanceLine,
  conversionsOf,
  DISCREPANCY_CLASSES,
  exchangeDifference,
  lineDiscrepancy,
  nextStep,
  oursInBalance,
  payoutDiscrepancy,
  rateExplains,
} from './reconciliation.ts';

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
  exchangeRate: null,
  sourceCents: 100_00,
  sourceCurrency: 'usd',
  receivedSourceCents: null,
  receivedCents: null,
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
    expect(lineDiscrepancy(line(given))?.class).toBe(expected);
  });
});

test('a payout is the sum of its parts', () => {
  const payout = { stripePayoutId: 'po_1', currency: 'usd', amountCents: 50_00, madeAt: new Date(0) };
  expect(payoutDiscrepancy({ ...payout, partsCents: 50_00 })).toBeUndefined();
  expect(payoutDiscrepancy({ ...payout, partsCents: 49_99 })).toMatchObject({ class: 'payout_differs' });
});

test.each([
  ['huf', 99, true],
  ['huf', -99, true],
  ['huf', 100, false],
  ['twd', 45, true],
  ['usd', 1, false],
])('a payout in %s whose parts are %i more is its sum: %s', (currency, more, matches) => {
  const payout = { stripePayoutId: 'po_1', currency, amountCents: 1_000_00, madeAt: new Date(0) };
  const found = payoutDiscrepancy({ ...payout, partsCents: 1_000_00 + more });
  expect(found === undefined).toBe(matches);
});

test('a transaction of nothing is no difference', () => {
  expect(
    lineDiscrepancy(line({ amountCents: 0, feeCents: 0, netCents: 0, oursCents: null })),
  ).toBeUndefined();
  expect(lineDiscrepancy(line({ amountCents: 0, feeCents: 1, netCents: -1, oursCents: null }))).toBeDefined();
});

test('what is converted into whole krónur may differ by less than one', () => {
  const paid = { sourceCurrency: 'eur', sourceCents: 33_33, exchangeRate: 138.8812 };
  const ours = (currency: string) => oursInBalance(line({ ...paid, currency, amountCents: 462_900 }));
  expect(ours('isk')).toBe(462_900);
  expect(ours('huf')).toBe(462_891);
});

test('every class has a next step', () => {
  for (const each of DISCREPANCY_CLASSES) expect(nextStep(each)).toMatch(/\.$/);
});

describe('what Stripe converted', () => {
  const paid = { currency: 'usd', sourceCurrency: 'eur', sourceCents: 100_00, amountCents: 108_00 };

  test.each([
    ['to the cent', 100_00, 1.08, 108_00, true],
    ['within the decimals of the rate', 1_000_000_00, 1.16573, 1_165_734_00, true],
    ['of yen, in cents for one yen', 10_000, 0.6731, 67_31, true],
    ['of dinars into yen', 5_120, 0.05, 256, true],
    ['another amount', 100_00, 1.08, 109_00, false],
    ['the same number, not converted', 100_00, 1.08, 100_00, false],
    ['another sign', 100_00, 1.08, -108_00, false],
    ['a refund', -50_00, 1.12, -56_00, true],
  ])('%s', (_, source, rate, settled, explained) => {
    expect(rateExplains(source, rate, settled)).toBe(explained);
  });

  test('is compared in the currency of the balance, at Stripe’s rate', () => {
    expect(oursInBalance(line({ ...paid, exchangeRate: 1.08 }))).toBe(108_00);
    expect(oursInBalance(line({ ...paid, sourceCents: 90_00, exchangeRate: 1.08 }))).toBe(97_20);
    expect(oursInBalance(line({ ...paid, exchangeRate: null }))).toBeNull();
    expect(oursInBalance(line({ ...paid, sourceCents: null, exchangeRate: 1.08 }))).toBeNull();
    expect(oursInBalance(line({ amountCents: 1, sourceCents: 100_00 }))).toBe(100_00);
  });

  test('and went back at another rate leaves a difference', () => {
    const received = { receivedSourceCents: 100_00, receivedCents: 108_00 };
    const charge = line({ ...paid, ...received, exchangeRate: 1.08 });
    const back = { ...paid, ...received, type: 'refund', exchangeRate: 1.12 };
    const refund = line({ ...back, sourceCents: -50_00, amountCents: -56_00 });
    const again = line({ ...back, type: 'refund_failure', sourceCents: 50_00, amountCents: 55_00 });
    expect([charge, refund, again].map(exchangeDifference)).toEqual([0, -2_00, 1_00]);
    expect(conversionsOf([charge, refund, again, line({})])).toEqual([
      {
        ...{ source_currency: 'eur', currency: 'usd', received_source_cents: 100_00, received_cents: 108_00 },
        ...{ returned_source_cents: 0, returned_cents: -1_00, difference_cents: -1_00 },
      },
    ]);
  });
});
