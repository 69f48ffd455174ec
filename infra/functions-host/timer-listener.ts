/** Runs one timer function on its schedule while this host holds the function's lock. */
import { acquireLease, type LeaseOptions } from './blob-lease.ts';
import type { TypedData } from './core-types.ts';
import type { HostFunction } from './function-table.ts';
import type { Invoke } from './invocation.ts';
import { describe, messageOf, type WriteLog } from './logging.ts';
import type { Listener } from './queue-listener.ts';
import { withRetries } from './retry-policy.ts';
import { openSchedule, type ScheduleMonitor, type ScheduleStatus, statusAfter } from './schedule-monitor.ts';
import { sleep } from './sleep.ts';
import type { Schedule } from './timer-schedule.ts';

export type TimerListenerOptions = {
  fn: HostFunction;
  schedule: Schedule;
  /** undefined: missed runs are not made up for (`useMonitor: false`, or more than one run a minute). */
  monitor: ScheduleMonitor | undefined;
  lease: LeaseOptions;
  invoke: Invoke;
  /** Called when a wait between two attempts begins and ends. */
  retrying(change: 1 | -1): void;
  log: WriteLog;
};

/** So that a computer's sleep or a set clock is noticed soon. */
const LONGEST_NAP_MS = 30_000;
/** A clock set back by more than this was wrong before; less is what a clock's own corrections do. */
const SET_BACK_MS = 60_000;
const PAUSE_AFTER_FAILURE_MS = 1000;

export function createTimerListener(options: TimerListenerOptions): Listener {
  let stopping = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  return {
    start: () => {
      stopping = new AbortController();
      loop = listen(options, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await loop;
    },
  };
}

/** What the function receives as its timer. */
export function timerInput(
  schedule: Schedule,
  status: ScheduleStatus | undefined,
  isPastDue: boolean,
): TypedData {
  const timer = {
    Schedule: { AdjustForDST: schedule.adjustForDst },
    ScheduleStatus: status ?? null,
    IsPastDue: isPastDue,
  };
  return { json: JSON.stringify(timer) };
}

async function listen(options: TimerListenerOptions, stopped: AbortSignal): Promise<void> {
  const { log, lease, fn } = options;
  let runNow = fn.trigger.runOnStartup === true;
  while (!stopped.aborted) {
    const held = await acquireLease(lease, stopped);
    if (held === undefined) return;
    try {
      await followSchedule(options, runNow, AbortSignal.any([stopped, held.lost]));
      runNow = false;
    } catch (error) {
      log({
        level: 'warning',
        category: lease.category,
        message: `Timer '${fn.name}' pauses: ${messageOf(error)}`,
      });
      await sleep(PAUSE_AFTER_FAILURE_MS, stopped);
    } finally {
      await held.release();
    }
  }
}

type Followed = Pick<TimerListenerOptions, 'fn' | 'schedule' | 'monitor' | 'invoke' | 'retrying' | 'log'>;

/** Sleeps to the next occurrence and runs, over and over. Runs never overlap: those missed meanwhile become one. */
export async function followSchedule(
  options: Followed,
  runOnStartup: boolean,
  ended: AbortSignal,
): Promise<void> {
  const { fn, schedule, monitor } = options;
  const opened = monitor === undefined ? undefined : await openSchedule(monitor, schedule, new Date());
  let status = opened?.status;
  let isPastDue = opened?.isPastDue ?? false;
  let atOnce = isPastDue || runOnStartup;
  let due = status === undefined ? schedule.next(new Date()) : new Date(status.Next);
  let startedAt = new Date();
  while (!ended.aborted) {
    if (!atOnce) await sleepUntil(due, schedule, startedAt, ended);
    if (ended.aborted) return;
    startedAt = new Date();
    const input = timerInput(schedule, status, isPastDue);
    await withRetries(
      fn.retry,
      (retryContext) => options.invoke(fn, input, retryContext === undefined ? {} : { retryContext }),
      ended,
      options.retrying,
    );
    // Counted from the start of the run: if its next time has passed by now, one run follows at once.
    const after = statusAfter(schedule, startedAt);
    due = new Date(after.Next);
    if (monitor !== undefined) status = await remember(options, monitor, after);
    isPastDue = false;
    atOnce = false;
  }
}

async function remember(
  { fn, log }: Followed,
  monitor: ScheduleMonitor,
  status: ScheduleStatus,
): Promise<ScheduleStatus> {
  try {
    await monitor.write(status);
  } catch (error) {
    const message = `Function '${fn.name}' failed to update the timer trigger status. ${describe(error)}`;
    log({ level: 'error', category: `Host.Triggers.${fn.name}`, message });
  }
  return status;
}

/**
 * Never returns early, so the run's start is at or after its scheduled time. When the clock is set back, the wait is
 * counted anew: what was planned by a clock that was ahead would be waited for too long.
 */
async function sleepUntil(due: Date, schedule: Schedule, since: Date, ended: AbortSignal): Promise<void> {
  let target = due.getTime();
  let seen = since.getTime();
  while (!ended.aborted) {
    const now = Date.now();
    if (now < seen - SET_BACK_MS) target = schedule.next(new Date(now)).getTime();
    if (now >= target) return;
    seen = now;
    await sleep(Math.min(target - now, LONGEST_NAP_MS), ended);
  }
}
