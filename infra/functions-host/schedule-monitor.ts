/** Remembers in a blob when a timer last ran and should run next, so that a run missed while away is made up for. */
import { text } from 'node:stream/consumers';
import type { ContainerClient } from '@azure/storage-blob';
import { isObject } from './settings.ts';
import { statusOf } from './storage.ts';
import type { Schedule } from './timer-schedule.ts';

/** As stored, in the real host's form and place. */
export type ScheduleStatus = { Last: string; Next: string; LastUpdated: string };

export type ScheduleMonitor = {
  read(): Promise<ScheduleStatus | undefined>;
  write(status: ScheduleStatus): Promise<void>;
};

/** .NET's default date: the timer has never run under this schedule. */
const NEVER = '0001-01-01T00:00:00';

/** The status of one function's timer; both functions reject when storage is away. */
export function createScheduleMonitor(container: ContainerClient, path: string): ScheduleMonitor {
  const blob = container.getBlockBlobClient(path);
  return {
    read: async () => {
      try {
        const { readableStreamBody } = await blob.download();
        return readableStreamBody && parseStatus(await text(readableStreamBody));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    },
    write: async (status) => {
      const content = JSON.stringify(status);
      await blob.upload(content, Buffer.byteLength(content));
    },
  };
}

/** The status after a run that counts for the time `last`. */
export function statusAfter(schedule: Schedule, last: Date): ScheduleStatus {
  return {
    Last: last.toISOString(),
    Next: schedule.next(last).toISOString(),
    LastUpdated: last.toISOString(),
  };
}

/**
 * Reads the status at start and says whether a run was missed. A timer without a status gets one and is not late;
 * nor is one whose schedule has changed since. A status from a time still to come was written by a clock that was
 * ahead and counts as none: the real host would wait until that time has come.
 */
export async function openSchedule(
  monitor: ScheduleMonitor,
  schedule: Schedule,
  now: Date,
): Promise<{ status: ScheduleStatus; isPastDue: boolean }> {
  const known = await monitor.read();
  const status =
    known === undefined || new Date(known.LastUpdated) > now
      ? freshStatus(schedule.next(now), now)
      : underSchedule(known, schedule, now);
  if (status !== known) await monitor.write(status);
  return { status, isPastDue: now > new Date(status.Next) };
}

function underSchedule(known: ScheduleStatus, schedule: Schedule, now: Date): ScheduleStatus {
  const since = new Date(hasRun(known) ? known.Last : known.LastUpdated);
  const expected = schedule.next(since);
  if (expected.getTime() === new Date(known.Next).getTime()) return known;
  return now > expected ? freshStatus(schedule.next(now), now) : freshStatus(expected, since);
}

function freshStatus(next: Date, updated: Date): ScheduleStatus {
  return { Last: NEVER, Next: next.toISOString(), LastUpdated: updated.toISOString() };
}

function hasRun(status: ScheduleStatus): boolean {
  return !status.Last.startsWith('0001-');
}

/** A status that cannot be read counts as none. */
function parseStatus(content: string): ScheduleStatus | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { Last, Next, LastUpdated } = value;
  const valid = [Last, Next, LastUpdated].every(
    (date) => typeof date === 'string' && !Number.isNaN(Date.parse(date)),
  );
  return valid ? { Last: String(Last), Next: String(Next), LastUpdated: String(LastUpdated) } : undefined;
}
