/** A timer over time, on a clock of the test's own: when it runs, what it receives, and clocks that are set. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TypedData } from './core-types.ts';
import type { HostFunction } from './function-table.ts';
import type { Outcome } from './invocation.ts';
import { openSchedule, type ScheduleStatus } from './schedule-monitor.ts';
import { followSchedule } from './timer-listener.ts';
import { parseSchedule } from './timer-schedule.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEVER = '0001-01-01T00:00:00';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

type Run = { at: string; isPastDue: boolean; next: string | undefined };

/** Follows a schedule until stopped; a run lasts `runMs`, and its status is kept in `stored`. */
function follow(expression: string, { runMs = 0, runOnStartup = false, monitored = true } = {}) {
  const runs: Run[] = [];
  const stored: { status: ScheduleStatus | undefined } = { status: undefined };
  const stopping = new AbortController();
  const monitor = {
    read: async () => stored.status,
    write: async (status: ScheduleStatus) => {
      stored.status = status;
    },
  };
  let running = 0;
  const invoke = async (_: HostFunction, data: TypedData): Promise<Outcome> => {
    running += 1;
    expect(running).toBe(1);
    const timer = JSON.parse(data.json ?? '') as {
      IsPastDue: boolean;
      ScheduleStatus: ScheduleStatus | null;
    };
    runs.push({
      at: new Date().toISOString(),
      isPastDue: timer.IsPastDue,
      next: timer.ScheduleStatus?.Next,
    });
    await new Promise((resolve) => setTimeout(resolve, runMs));
    running -= 1;
    return { ok: true, returnValue: undefined };
  };
  const options = {
    fn: { name: 'timed', retry: undefined } as HostFunction,
    schedule: parseSchedule(expression),
    monitor: monitored ? monitor : undefined,
    invoke,
    retrying: () => undefined,
    log: () => undefined,
  };
  const start = () => followSchedule(options, runOnStartup, stopping.signal);
  return { runs, stored, start, stop: () => stopping.abort() };
}

const times = (runs: readonly Run[]) => runs.map(({ at }) => at.slice(0, 19));

describe('a timer', () => {
  test('runs at each occurrence, not past due, and stores Last, Next and LastUpdated', async () => {
    const timer = follow('0 */15 * * * *');
    void timer.start();
    await vi.advanceTimersByTimeAsync(35 * MINUTE);
    expect(timer.runs).toEqual([
      { at: '2026-03-01T10:15:00.000Z', isPastDue: false, next: '2026-03-01T10:15:00.000Z' },
      { at: '2026-03-01T10:30:00.000Z', isPastDue: false, next: '2026-03-01T10:30:00.000Z' },
    ]);
    expect(timer.stored.status).toEqual({
      Last: '2026-03-01T10:30:00.000Z',
      Next: '2026-03-01T10:45:00.000Z',
      LastUpdated: '2026-03-01T10:30:00.000Z',
    });
  });

  test('never overlaps itself: a run that takes too long is followed by one catch-up at once, not past due', async () => {
    const timer = follow('0 * * * * *', { runMs: 3.5 * MINUTE });
    void timer.start();
    await vi.advanceTimersByTimeAsync(8.5 * MINUTE);
    expect(times(timer.runs)).toEqual(['2026-03-01T10:01:00', '2026-03-01T10:04:30', '2026-03-01T10:08:00']);
    expect(timer.runs.every(({ isPastDue }) => !isPastDue)).toBe(true);
  });

  test('with runOnStartup runs once at the start, then by its schedule', async () => {
    const timer = follow('0 0 * * * *', { runOnStartup: true });
    void timer.start();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(times(timer.runs)).toEqual(['2026-03-01T10:00:00', '2026-03-01T11:00:00']);
  });

  test('whose missed runs are made up for runs once, past due, though many were missed', async () => {
    const timer = follow('0 0 * * * *');
    timer.stored.status = {
      Last: '2026-03-01T04:00:00Z',
      Next: '2026-03-01T05:00:00Z',
      LastUpdated: '2026-03-01T04:00:00Z',
    };
    void timer.start();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(timer.runs.map(({ isPastDue }) => isPastDue)).toEqual([true, false]);
  });

  test('as a TimeSpan runs that long after the start of its last run', async () => {
    const timer = follow('00:10:00', { runMs: MINUTE });
    void timer.start();
    await vi.advanceTimersByTimeAsync(25 * MINUTE);
    expect(times(timer.runs)).toEqual(['2026-03-01T10:10:00', '2026-03-01T10:20:00']);
  });

  test('without a monitor gets no schedule status', async () => {
    const timer = follow('*/30 * * * * *', { monitored: false });
    void timer.start();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(timer.runs.map(({ next }) => next)).toEqual([undefined, undefined]);
    expect(timer.stored.status).toBeUndefined();
  });
});

describe('a clock that is set', () => {
  test('forward by a month makes one run, and the schedule goes on from there', async () => {
    const timer = follow('0 0 3 * * *');
    void timer.start();
    await vi.advanceTimersByTimeAsync(MINUTE);
    vi.setSystemTime(new Date('2026-04-01T10:00:00Z'));
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(timer.runs).toHaveLength(1);
    expect(timer.stored.status?.Next).toBe('2026-04-02T03:00:00.000Z');
  });

  test('back after it was a month ahead does not make the timer wait for that month', async () => {
    const timer = follow('0 0 * * * *');
    void timer.start();
    await vi.advanceTimersByTimeAsync(MINUTE);
    vi.setSystemTime(new Date('2026-04-01T10:30:00Z'));
    await vi.advanceTimersByTimeAsync(MINUTE);
    vi.setSystemTime(new Date('2026-03-01T10:31:00Z'));
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(times(timer.runs)).toEqual([expect.stringContaining('2026-04-01T10:3'), '2026-03-01T11:00:00']);
    expect(timer.stored.status?.Next).toBe('2026-03-01T12:00:00.000Z');
  });

  test('back by a day runs at the next occurrence of that day', async () => {
    const timer = follow('0 0 * * * *');
    void timer.start();
    await vi.advanceTimersByTimeAsync(HOUR + MINUTE);
    vi.setSystemTime(Date.now() - DAY);
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(times(timer.runs)).toEqual(['2026-03-01T11:00:00', '2026-02-28T12:00:00']);
  });

  test('back by a moment, as clocks correct themselves, does not run an occurrence twice', async () => {
    const timer = follow('0 0 * * * *');
    void timer.start();
    await vi.advanceTimersByTimeAsync(HOUR);
    vi.setSystemTime(Date.now() - 5 * SECOND);
    await vi.advanceTimersByTimeAsync(30 * MINUTE);
    expect(timer.runs).toHaveLength(1);
  });

  test('while no host ran: a status from the future counts as none', async () => {
    const status = { Last: NEVER, Next: '2026-04-02T03:00:00Z', LastUpdated: '2026-04-01T10:00:00Z' };
    const written: ScheduleStatus[] = [];
    const monitor = {
      read: async () => status,
      write: async (fresh: ScheduleStatus) => void written.push(fresh),
    };
    const opened = await openSchedule(monitor, parseSchedule('0 0 3 * * *'), new Date());
    expect(opened).toMatchObject({ isPastDue: false, status: { Next: '2026-03-02T03:00:00.000Z' } });
    expect(written).toEqual([opened.status]);
  });
});
