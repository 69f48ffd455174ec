import { expect, test } from 'vitest';
import { isStale, periodSeconds } from './schedule.ts';

test.each([
  ['*/10 * * * * *', 10],
  ['0 */15 * * * *', 900],
  ['0 5 * * * *', 3_600],
  ['0 40 6 * * *', 86_400],
  ['0 0 */6 * * *', 21_600],
  ['0 0 3 * * 1', 604_800],
  ['0 5,35 * * * *', 1_800],
  ['0 5,25 * * * *', 2_400],
  ['0 0 8-18 * * *', 14 * 3_600],
  ['0 10-50/20 * * * *', 1_200],
  ['0 0 3 * * 1-5', 3 * 86_400],
  ['0 0 3 * * 0', 604_800],
  ['0 0 3 * * 7', 604_800],
  ['0 0 3 1 * *', 31 * 86_400],
  ['0 0 3 1 1 *', 366 * 86_400],
  ['30 0 3 1,15 * *', 17 * 86_400],
])('%s runs at least every %i seconds', (schedule, seconds) => {
  expect(periodSeconds(schedule)).toBe(seconds);
});

test('a timer is stale when it has missed three runs', () => {
  const at = (minutes: number) => new Date(minutes * 60_000);
  const timer = { periodSeconds: 900, startedAt: at(0), finishedAt: at(1) };
  expect(isStale(timer, at(50))).toBe(false);
  expect(isStale(timer, at(52))).toBe(true);
  expect(isStale({ ...timer, finishedAt: null }, at(51))).toBe(true);
});

test.each(['* * * * *', '0 60 * * * *', '0 */0 * * * *', '0 x * * * *', '0 0 3 31 2 *', '0 9-5 * * * *'])(
  '%s is no schedule',
  (schedule) => {
    expect(() => periodSeconds(schedule)).toThrow('Broken invariant');
  },
);
