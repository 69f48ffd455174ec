import { describe, expect, test } from 'vitest';
import {
  convertedPart,
  isInquiry,
  laterStatus,
  lostPosting,
  needsDecision,
  needsResponse,
  reinstatedPosting,
  requireLost,
  withdrawnPosting,
} from './dispute.ts';
import type { Posting } from './ledger.ts';
import { cents, ZERO } from './money.ts';
import { NO_FIGURES } from './money-back.ts';

const debt = { invoiceId: 'invoice', patientId: 'patient', currency: 'usd' as const };
const dispute = { stripeDisputeId: 'du_1', paymentId: 'p' };
const at = new Date(0);
const amount = cents(100_00);
const moved = ({ entries }: Posting) =>
  Object.fromEntries(entries.map((entry) => [entry.account, entry.amountCents]));

describe('the status', () => {
  test.each([
    ['needs_response', 'under_review', 'under_review'],
    ['under_review', 'needs_response', 'under_review'],
    ['won', 'under_review', 'won'],
    ['lost', 'appeal_needs_response', 'appeal_needs_response'],
    ['appeal_under_review', 'won', 'won'],
    ['warning_under_review', 'needs_response', 'needs_response'],
    ['needs_response', 'a_status_of_tomorrow', 'a_status_of_tomorrow'],
    ['won', 'a_status_of_tomorrow', 'won'],
    ['a_status_of_tomorrow', 'lost', 'lost'],
  ])('%s, then reported %s, is %s', (now, reported, expected) => {
    expect(laterStatus(now, reported)).toBe(expected);
  });

  test('recognizes an inquiry, and whether evidence is awaited', () => {
    expect(isInquiry('warning_needs_response')).toBe(true);
    expect(isInquiry('needs_response')).toBe(false);
    expect(needsResponse('appeal_needs_response')).toBe(true);
    expect(needsResponse('under_review')).toBe(false);
  });
});

describe('the money', () => {
  test('is held apart while it is disputed', () => {
    expect(moved(withdrawnPosting([{ debt, amountCents: amount }], dispute, at))).toEqual({
      disputed_funds: 100_00,
      stripe_clearing: -100_00,
    });
  });

  test('of several invoices is held apart for each', () => {
    const other = { debt: { ...debt, invoiceId: 'other' }, amountCents: cents(40_00) };
    const { entries } = withdrawnPosting([{ debt, amountCents: cents(60_00) }, other], dispute, at);
    expect(entries.map(({ account, invoiceId, amountCents }) => [account, invoiceId, amountCents])).toEqual([
      ['disputed_funds', 'invoice', 60_00],
      ['stripe_clearing', 'invoice', -60_00],
      ['disputed_funds', 'other', 40_00],
      ['stripe_clearing', 'other', -40_00],
    ]);
  });

  test.each([
    [null, 0, { stripe_clearing: 100_00, disputed_funds: -100_00 }],
    ['absorb', 0, { stripe_clearing: 100_00, write_offs: -80_00, patient_credit: -20_00 }],
    ['reopen', 100_00, { stripe_clearing: 100_00, receivable: -100_00 }],
    ['reopen', 30_00, { stripe_clearing: 100_00, receivable: -30_00, patient_credit: -70_00 }],
  ] as const)('comes back to who bore it: %s with %i owed', (outcome, owed, expected) => {
    const amounts = { amountCents: amount, owedCents: cents(owed), absorbedCents: cents(80_00) };
    expect(moved(reinstatedPosting([{ debt, ...amounts }], { ...dispute, outcome }, at))).toEqual(expected);
  });

  test('that is lost is owed again, after the credit that lies there, or written off', () => {
    const held = { ...NO_FIGURES, creditHeldCents: cents(20_00) };
    const lose = (invoice: typeof NO_FIGURES, outcome: 'reopen' | 'absorb', uncoveredCreditCents = ZERO) =>
      moved(
        lostPosting(
          [{ debt, invoice, amountCents: amount, uncoveredCreditCents }],
          { ...dispute, outcome },
          at,
        ),
      );
    expect(lose(held, 'reopen')).toEqual({
      disputed_funds: -100_00,
      patient_credit: 20_00,
      receivable: 80_00,
    });
    expect(lose(held, 'absorb')).toEqual({
      disputed_funds: -100_00,
      write_offs: 100_00,
    });
    // The disputed payment itself became the credit: another one had settled the invoice.
    expect(lose(held, 'absorb', cents(15_00))).toEqual({
      disputed_funds: -100_00,
      patient_credit: 15_00,
      write_offs: 85_00,
    });
    const overdrawn = { ...held, keptCents: cents(-100_00) };
    expect(lose(overdrawn, 'absorb')).toEqual({
      disputed_funds: -100_00,
      patient_credit: 20_00,
      write_offs: 80_00,
    });
  });
});

test.each([
  [{ status: 'won', outcome: null, withdrawnCents: 100, reinstatedCents: 0 }, 'dispute_not_lost'],
  [{ status: 'won', outcome: null, withdrawnCents: 100, reinstatedCents: 100 }, 'dispute_not_lost'],
  [{ status: 'lost', outcome: null, withdrawnCents: 0, reinstatedCents: 0 }, 'dispute_not_lost'],
  [{ status: 'under_review', outcome: null, withdrawnCents: 100, reinstatedCents: 60 }, 'dispute_not_lost'],
  [
    { status: 'lost', outcome: 'absorb' as const, withdrawnCents: 100, reinstatedCents: 0 },
    'dispute_decided',
  ],
])('deciding on %o is refused', (given, code) => {
  expect(() => requireLost(given)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ['lost', 0],
  ['lost', 60],
  ['won', 60],
  ['prevented', 0],
])('of one that is %s and returned %i of 100, staff decide who bears the rest', (status, reinstatedCents) => {
  expect(needsDecision({ status, outcome: null, withdrawnCents: 100, reinstatedCents })).toBe(true);
});

describe('what a converted entry moved', () => {
  test.each([
    // All of it, at whatever rate, as the rate's own decimals allow.
    ['eur', 100_00, 120_00, 1.2, 100_00],
    ['eur', 100_00, 108_42, 1.0842, 100_00],
    ['jpy', 10_000, 67_00, 0.67, 10_000],
    // A part: what the entry is worth at its rate.
    ['eur', 100_00, 72_00, 1.2, 60_00],
    ['eur', 100_00, 65_05, 1.0842, 60_00],
    ['jpy', 10_000, 40_20, 0.67, 6_000],
    ['kwd', 12_000, 19_53, 0.325, 6_010],
    // Without a rate nothing can be said but that it is the dispute.
    ['eur', 100_00, 72_00, null, 100_00],
  ] as const)('%s %i as %i at %d is %i', (currency, disputed, amountCents, exchangeRate, expected) => {
    expect(
      convertedPart({ amountCents: disputed, currency }, { amountCents, currency: 'usd', exchangeRate }),
    ).toBe(expected);
  });
});
