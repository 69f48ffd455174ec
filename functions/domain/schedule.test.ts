import { expect, test } from 'vitest';
import { isStale, periodSeconds } from './schedule.ts';

test.each([
  ['*/10 * * * * *', 10],
  ['0 */15 * * * *', 900],
  ['0 5 * * * *', 3_600],
  ['0 40 6 * * *', 86_400],
  ['0 0 */6 * * *', 21_600],
  ['0 0 3 * * 1', 604_800],
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
