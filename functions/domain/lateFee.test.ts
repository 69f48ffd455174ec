import { expect, test } from 'vitest';
import { day } from './calendar.ts';
import { lateFeeAmount, lateFeePeriod } from './lateFee.ts';
import { cents } from './money.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const rule = { ...DEFAULT_SETTINGS.late_fee, enabled: true, grace_days: 14, every_days: 30, max_periods: 3 };

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

test('nobody pays a fee while fees are off', () => {
  expect(lateFeePeriod({ ...rule, enabled: false }, day('2026-12-10'), day('2027-02-01'))).toBe(0);
});

test('a fee is an amount, or a share of what is still owed', () => {
  expect(lateFeeAmount(rule, cents(99_99))).toBe(25_00);
  expect(lateFeeAmount({ ...rule, kind: 'percent', basis_points: 150 }, cents(99_99))).toBe(1_50);
});
