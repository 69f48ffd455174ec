import { expect, test } from 'vitest';
import { ageingBucket } from './ageing.ts';
import { addDays, day } from './calendar.ts';

test.each([
  [-10, 'not_due'],
  [0, 'not_due'],
  [1, 'days_0_30'],
  [30, 'days_0_30'],
  [31, 'days_31_60'],
  [60, 'days_31_60'],
  [61, 'days_61_90'],
  [90, 'days_61_90'],
  [91, 'days_over_90'],
  [4000, 'days_over_90'],
])('%i days after the due date is %s', (late, bucket) => {
  const due = day('2026-02-27');
  expect(ageingBucket(due, addDays(due, late))).toBe(bucket);
});
