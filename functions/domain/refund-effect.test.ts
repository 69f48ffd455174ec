import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from './ledger.ts';
import { cents } from './money.ts';
import { NO_FIGURES, refundPosting } from './money-back.ts';
import { effectPosting, requireSwitchable } from './refund-effect.ts';

const debt = { invoiceId: 'invoice', patientId: 'patient', currency: 'usd' as const };
const at = new Date('2026-11-23T12:00:00Z');
const paid = {
  ...NO_FIGURES,
  keptCents: cents(100_00),
  revenueCents: cents(92_00),
  taxCents: cents(8_00),
};
const booked = (effect: 'credit' | 'reopen', invoice = paid) =>
  refundPosting([{ debt, invoice, amountCents: cents(40_00) }], { refundId: 'r', paymentId: 'p', effect }, at)
    .entries;
const switched = (
  effect: 'credit' | 'reopen',
  invoice: typeof paid,
  entries: readonly LedgerEntry[],
): Record<string, number> =>
  Object.fromEntries(
    effectPosting(
      [{ debt, invoice, booked: entries }],
      { changeId: 'c', paymentId: 'p', effect },
      at,
    ).entries.map(({ account, amountCents }) => [account, amountCents]),
  );

describe('the effect of a refund made at Stripe', () => {
  test('switched to owing again undoes exactly what was credited', () => {
    expect(switched('reopen', paid, booked('credit'))).toEqual({
      receivable: 40_00,
      adjustments: -36_80,
      tax_payable: -3_20,
    });
  });

  test('switched to credit takes back what was reopened, with its tax', () => {
    const reopened = { ...paid, balanceCents: cents(40_00), keptCents: cents(60_00) };
    expect(switched('credit', reopened, booked('reopen'))).toEqual({
      receivable: -40_00,
      adjustments: 36_80,
      tax_payable: 3_20,
    });
  });

  test('credits at most what is left of the charge', () => {
    const credited = {
      ...paid,
      balanceCents: cents(40_00),
      revenueCents: cents(10_00),
      taxCents: cents(0),
    };
    expect(switched('credit', credited, booked('reopen'))).toEqual({
      receivable: -10_00,
      adjustments: 10_00,
    });
  });

  test.each([
    ['paid_again', 'credit', { ...paid, balanceCents: cents(39_99) }, booked('reopen')],
    ['invoice_cancelled', 'credit', { ...paid, cancelled: true }, booked('reopen')],
    [
      'nothing_to_switch',
      'reopen',
      paid,
      booked('credit', { ...NO_FIGURES, creditHeldCents: cents(40_00) } as typeof paid),
    ],
    [
      'nothing_to_switch',
      'credit',
      { ...paid, balanceCents: cents(40_00), revenueCents: cents(0), taxCents: cents(0) },
      booked('reopen'),
    ],
  ] as const)('is refused with %s', (code, effect, invoice, entries) => {
    expect(() => switched(effect, invoice as typeof paid, entries)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test.each([
    ['refund_not_outside', { madeAtStripe: false, status: 'succeeded', effect: 'credit' }],
    ['refund_failed', { madeAtStripe: true, status: 'failed', effect: 'credit' }],
    ['effect_unchanged', { madeAtStripe: true, status: 'succeeded', effect: 'reopen' }],
  ] as const)('is refused with %s before anything is looked at', (code, refund) => {
    expect(() => requireSwitchable(refund, 'reopen')).toThrow(expect.objectContaining({ code }));
  });
});
