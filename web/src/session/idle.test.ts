/** An unattended screen warns and ends in time, and the server is notified of real activity at most once a minute. */
import { describe, expect, test } from 'vitest';
import { announcedSeconds, idleLimits, idleState, touchDue } from './idle.ts';

const limits = { warnAfterMs: 1000, endAfterMs: 3000, touchEveryMs: 500 };

describe('without a sign of life', () => {
  test.each([
    [0, { status: 'active' }],
    [999, { status: 'active' }],
    [1000, { status: 'warn', secondsLeft: 2 }],
    [2001, { status: 'warn', secondsLeft: 1 }],
    [2999, { status: 'warn', secondsLeft: 1 }],
    [3000, { status: 'ended' }],
    // A computer that slept wakes up long after the end.
    [9_000_000, { status: 'ended' }],
  ])('for %i ms', (idle, expected) => {
    expect(idleState(5000, 5000 + idle, limits)).toEqual(expected);
  });

  test('a clock that was set back signs no one out', () => {
    expect(idleState(5000, 0, limits)).toEqual({ status: 'active' });
  });

  test.each([5, 15, 60])(
    'the warning leaves two minutes, and ends before a server of %i minutes',
    (minutes) => {
      const screen = idleLimits(minutes);
      expect(screen.warnAfterMs).toBeGreaterThan(0);
      expect(screen.endAfterMs - screen.warnAfterMs).toBe(120_000);
      expect(screen.endAfterMs + screen.touchEveryMs).toBeLessThanOrEqual(minutes * 60_000);
    },
  );
});

test.each([
  ['nothing happened since the last call', { activeAt: 100, touchedAt: 100 }, 9000, false],
  ['something happened, but the server was notified just now', { activeAt: 200, touchedAt: 100 }, 599, false],
  ['something happened and a while went by', { activeAt: 200, touchedAt: 100 }, 600, true],
])('the server is notified of activity: %s', (_, times, now, expected) => {
  expect(touchDue(times, now, limits)).toBe(expected);
});

test('the remaining time is said four times', () => {
  const said = Array.from({ length: 120 }, (_, index) => announcedSeconds(120 - index));
  expect([...new Set(said)]).toEqual([120, 60, 30, 10]);
});
