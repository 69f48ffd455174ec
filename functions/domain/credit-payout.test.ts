import { describe, expect, test } from 'vitest';
import { freeCents, needsApproval, requireDecidablePayout, requireFreeCredit } from './credit-payout.ts';
import { cents } from './money.ts';

test.each([
  [500_00, 0, false],
  [500_01, 0, true],
  [200_00, 300_00, false],
  [200_01, 300_00, true],
  [1, 500_00, true],
])('%i after %i cents without approval needs another admin: %s', (amount, earlier, needed) => {
  expect(needsApproval(cents(amount), cents(earlier), cents(500_00))).toBe(needed);
});

test('a limit of nothing sends every pay-out to another admin', () => {
  expect(needsApproval(cents(1), cents(0), cents(0))).toBe(true);
});

describe('credit', () => {
  const credit = { creditCents: cents(100_00), reservedCents: cents(80_00) };
  test.each([
    [20_00, undefined],
    [20_01, 'credit_reserved'],
    [100_01, 'validation_failed'],
  ])('of 100.00 with 80.00 reserved lets %i go: %s', (amount, code) => {
    const use = () => requireFreeCredit(credit, cents(amount), 'usd');
    if (code === undefined) expect(use()).toBeUndefined();
    else expect(use).toThrow(expect.objectContaining({ code }));
  });

  test('that is reserved wholly, or more than wholly, is not used by default either', () => {
    const reserved = { creditCents: cents(10_00), reservedCents: cents(80_00) };
    expect(freeCents(reserved)).toBe(0);
    expect(() => requireFreeCredit(reserved, undefined, 'usd')).toThrow('At most $0.00 can be used');
    const none = { creditCents: cents(0), reservedCents: cents(0) };
    expect(() => requireFreeCredit(none, undefined, 'usd')).toThrow(
      expect.objectContaining({ code: 'no_credit' }),
    );
  });
});

describe('a pay-out', () => {
  const pending = { status: 'requested' as const, requestedBy: 'ada' };
  const by = (staffId: string, alone = false) => ({ staffId, alone });
  test('is approved by another admin, or by the only one', () => {
    expect(requireDecidablePayout(pending, 'paid', by('bo'))).toBe(false);
    expect(requireDecidablePayout(pending, 'paid', by('ada', true))).toBe(true);
    expect(() => requireDecidablePayout(pending, 'paid', by('ada'))).toThrow('Another admin must approve');
  });
  test('is rejected by anybody who may decide, once', () => {
    expect(requireDecidablePayout(pending, 'rejected', by('ada'))).toBe(true);
    for (const status of ['paid', 'rejected'] as const) {
      const decide = () => requireDecidablePayout({ ...pending, status }, 'rejected', by('bo'));
      expect(decide).toThrow(expect.objectContaining({ code: 'payout_not_requested' }));
    }
  });
});
