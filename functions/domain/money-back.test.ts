import { describe, expect, test } from 'vitest';
import type { Account, Posting } from './ledger.ts';
import { cents } from './money.ts';
import { NO_FIGURES, refundFailedPosting, refundPosting } from './money-back.ts';

const debt = { invoiceId: 'invoice', patientId: 'patient', currency: 'usd' as const };
const at = new Date('2026-11-23T12:00:00Z');
const ids = { refundId: 'r', paymentId: 'p' };
const AMOUNT = cents(40_00);
const invoice = {
  ...NO_FIGURES,
  keptCents: cents(100_00),
  revenueCents: cents(92_00),
  taxCents: cents(8_00),
};

const moved = (posting: Posting) => {
  const sums: Partial<Record<Account | `receivable ${string}`, number>> = {};
  for (const { account, effect, amountCents } of posting.entries) {
    const name = effect ? (`receivable ${effect}` as const) : account;
    sums[name] = (sums[name] ?? 0) + amountCents;
  }
  return sums;
};

describe('a refund', () => {
  test('that reopens the debt makes the patient owe it again', () => {
    expect(
      moved(
        refundPosting([{ debt, invoice: invoice, amountCents: AMOUNT }], { ...ids, effect: 'reopen' }, at),
      ),
    ).toEqual({
      stripe_clearing: -40_00,
      'receivable refund': 40_00,
    });
  });

  test('that takes the service back leaves the balance and gives the tax back in proportion', () => {
    expect(
      moved(
        refundPosting([{ debt, invoice: invoice, amountCents: AMOUNT }], { ...ids, effect: 'credit' }, at),
      ),
    ).toEqual({
      stripe_clearing: -40_00,
      'receivable refund': 40_00,
      'receivable credit': -40_00,
      adjustments: 36_80,
      tax_payable: 3_20,
    });
  });

  test('takes the patient’s credit first, which then is no debt', () => {
    const held = { ...invoice, creditHeldCents: cents(25_00) };
    expect(
      moved(refundPosting([{ debt, invoice: held, amountCents: AMOUNT }], { ...ids, effect: 'reopen' }, at)),
    ).toEqual({
      stripe_clearing: -40_00,
      patient_credit: 25_00,
      'receivable refund': 15_00,
    });
  });

  test('takes credit that a pay-out reserves last', () => {
    const held = { ...invoice, creditHeldCents: cents(25_00), creditReservedCents: cents(20_00) };
    expect(
      moved(refundPosting([{ debt, invoice: held, amountCents: AMOUNT }], { ...ids, effect: 'reopen' }, at)),
    ).toEqual({
      stripe_clearing: -40_00,
      patient_credit: 5_00,
      'receivable refund': 35_00,
    });
    const little = { ...held, keptCents: cents(30_00) };
    expect(
      moved(
        refundPosting([{ debt, invoice: little, amountCents: AMOUNT }], { ...ids, effect: 'reopen' }, at),
      ),
    ).toEqual({
      stripe_clearing: -40_00,
      patient_credit: 10_00,
      'receivable refund': 30_00,
    });
  });

  test('on a cancelled invoice never makes a debt', () => {
    const cancelled = { ...NO_FIGURES, cancelled: true };
    expect(
      moved(
        refundPosting([{ debt, invoice: cancelled, amountCents: AMOUNT }], { ...ids, effect: 'reopen' }, at),
      ),
    ).toEqual({
      stripe_clearing: -40_00,
      write_offs: 40_00,
    });
  });

  test.each(['credit', 'reopen'] as const)(
    'above what the invoice kept, with effect %s, is owed and takes back no charge',
    (effect) => {
      const given = { ...invoice, keptCents: cents(0), revenueCents: cents(0), taxCents: cents(0) };
      expect(
        moved(refundPosting([{ debt, invoice: given, amountCents: AMOUNT }], { ...ids, effect }, at)),
      ).toEqual({
        stripe_clearing: -40_00,
        'receivable refund': 40_00,
      });
    },
  );

  test('partly above what the invoice kept takes back the charge of the kept part only', () => {
    const given = { ...invoice, keptCents: cents(10_00) };
    expect(
      moved(refundPosting([{ debt, invoice: given, amountCents: AMOUNT }], { ...ids, effect: 'credit' }, at)),
    ).toEqual({
      stripe_clearing: -40_00,
      'receivable refund': 40_00,
      'receivable credit': -10_00,
      adjustments: 9_20,
      tax_payable: 80,
    });
  });

  test('of every part of an invoice gives back exactly its tax', () => {
    let left = { ...NO_FIGURES, keptCents: cents(77_00), revenueCents: cents(70_01), taxCents: cents(6_99) };
    for (const part of [33, 2_500, 1, 4_000, 1_166]) {
      const sums = moved(
        refundPosting([{ debt, invoice: left, amountCents: cents(part) }], { ...ids, effect: 'credit' }, at),
      );
      left = {
        ...left,
        revenueCents: cents(left.revenueCents - (sums.adjustments ?? 0)),
        taxCents: cents(left.taxCents - (sums.tax_payable ?? 0)),
      };
    }
    expect(left).toMatchObject({ revenueCents: 0, taxCents: 0 });
  });
});

describe('a refund that fails after all', () => {
  const failed = (effect: 'credit' | 'reopen', owedCents: number, creditHeldCents = 0) => {
    const figures = { ...invoice, creditHeldCents: cents(creditHeldCents) };
    const { entries } = refundPosting(
      [{ debt, invoice: figures, amountCents: AMOUNT }],
      { ...ids, effect },
      at,
    );
    return moved(
      refundFailedPosting([{ debt, owedCents: cents(owedCents) }], { ...ids, booked: entries }, at),
    );
  };

  test('settles the debt again that it had reopened', () => {
    expect(failed('reopen', 40_00)).toEqual({ stripe_clearing: 40_00, 'receivable refund': -40_00 });
  });

  test('gives the patient credit for what they paid meanwhile', () => {
    expect(failed('reopen', 10_00)).toEqual({
      stripe_clearing: 40_00,
      'receivable refund': -10_00,
      patient_credit: -30_00,
    });
  });

  test('charges again what was taken back, and returns the credit that it took', () => {
    expect(failed('credit', 0, 15_00)).toEqual({
      stripe_clearing: 40_00,
      patient_credit: -15_00,
      'receivable refund': -25_00,
      'receivable credit': 25_00,
      adjustments: -23_00,
      tax_payable: -2_00,
    });
  });
});
