/** How often a timer runs, read from its schedule, to tell when one has stopped. */
import { must } from './refusal.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The longest time between two runs of a six-field schedule, in seconds: every quarter of an hour is 900. */
export function periodSeconds(schedule: string): number {
  const fields = schedule.split(' ');
  must(fields.length === 6, `${schedule} has six fields`);
  const [second = '', minute = '', hour = '', , month = '', weekday = ''] = fields;
  if (month !== '*') return 366 * DAY;
  if (weekday !== '*') return 7 * DAY;
  if (hour !== '*') return step(hour, HOUR) ?? DAY;
  if (minute !== '*') return step(minute, MINUTE) ?? HOUR;
  return step(second, 1) ?? MINUTE;
}

const step = (field: string, unit: number): number | undefined => {
  const every = /^\*\/(\d+)$/.exec(field)?.[1];
  return every === undefined ? undefined : Number(every) * unit;
};

/** Whether a timer is late enough to call somebody: three runs missed, and some minutes of grace. */
export const isStale = (
  timer: { periodSeconds: number; finishedAt: Date | null; startedAt: Date },
  now: Date,
): boolean => {
  const last = timer.finishedAt ?? timer.startedAt;
  return now.getTime() - last.getTime() > (3 * timer.periodSeconds + 5 * MINUTE) * 1000;
};
