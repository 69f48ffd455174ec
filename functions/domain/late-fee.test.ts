import { expect, test } from 'vitest';
import { day } from './calendar.ts';
import type { Currency } from './currency.ts';
import { lateFeeAmount, lateFeeLine, lateFeePeriod } from './late-fee.ts';
import { cents } from './money.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const rule = { ...DEFAULT_SETTINGS.late_fee, enabled: true, grace_days: 14, every_days: 30, max_periods: 3 };

const owed = (balance: number, currency: Currency) => ({
  balanceCents: cents(balance),
  currency,
  clinicCurrency: 'usd' as const,
});

test.each([
  { today: '2026-12-24', period: 0 },
  { today: '2026-12-25', period: 1 },
  { today: '2027-01-23', period: 1 },
  { today: '2027-01-24', period: 2 },
  { today: '2027-03-24', period: 3 },
  { today: '2027-03-25', period: 0 },
])('an invoice due on the tenth is in period $period on $today', ({ today, period }) => {
  expect(lateFeePeriod(rule, day('2026-12-10'), day(today))).toBe(period);
});

test('no fee is charged while fees are off', () => {
  expect(lateFeePeriod({ ...rule, enabled: false }, day('2026-12-10'), day('2027-02-01'))).toBe(0);
});

test('a fee is an amount, or a share of what is still owed', () => {
  expect(lateFeeAmount(rule, owed(99_99, 'usd'))).toBe(25_00);
  expect(lateFeeAmount({ ...rule, kind: 'percent', basis_points: 150 }, owed(99_99, 'usd'))).toBe(1_50);
});

test('a fixed fee is in the clinic’s currency; in another there is none unless an amount is named for it', () => {
  expect(lateFeeAmount(rule, owed(99_99, 'jpy'))).toBe(0);
  const named = { ...rule, other_amounts_cents: { jpy: 3_000 } };
  expect(lateFeeAmount(named, owed(99_99, 'jpy'))).toBe(3_000);
  expect(lateFeeAmount(named, owed(99_99, 'eur'))).toBe(0);
});

test('a share in dinars can be paid online: it ends in 0', () => {
  expect(lateFeeAmount({ ...rule, kind: 'percent', basis_points: 150 }, owed(99_666, 'kwd'))).toBe(1_490);
});

test('the line of a fee is in the patient’s language', () => {
  expect(lateFeeLine('en', 2, 'CLINIC-202611-0001')).toBe('Late fee 2 for invoice CLINIC-202611-0001');
  expect(lateFeeLine('es', 2, 'CLINIC-202611-0001')).toContain('factura CLINIC-202611-0001');
});
