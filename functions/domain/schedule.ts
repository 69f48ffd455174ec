/** How often a timer runs, read from its schedule, to detect when it has stopped. */
import { must } from './refusal.ts';

const MINUTE = 60;
const DAY_SECONDS = 24 * 60 * MINUTE;
/** Long enough for a schedule of leap days to run twice, except over the end of a century. */
const DAYS = 9 * 366;
const FIRST = Date.UTC(2024, 0, 1);

/** The longest time between two runs of a six-field schedule, in seconds: every quarter of an hour is 900. */
export function periodSeconds(schedule: string): number {
  const fields = schedule.split(' ');
  must(fields.length === 6, `${schedule} has six fields`);
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  const times = timesOfDay(values(second, 0, 59), values(minute, 0, 59), values(hour, 0, 23));
  const days = matchingDays(values(day, 1, 31), values(month, 1, 12), values(weekday, 0, 7));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const overnight = longestGap(days) * DAY_SECONDS - (last - first);
  return Math.max(overnight, longestGap(times));
}

/** What a field names: `*`, `5`, `5,35`, `1-5`, and each of them in steps (`*`/15). */
function values(field: string, min: number, max: number): number[] {
  return field.split(',').flatMap((part) => {
    const [, range = '', step] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part) ?? [];
    must(range !== '' && step !== '0', `${field} is a field of a schedule`);
    const [from = min, to] = range === '*' ? [min, max] : range.split('-').map(Number);
    const end = to ?? (step === undefined ? from : max);
    must(from >= min && end <= max && from <= end, `${field} is from ${min} to ${max}`);
    const every = Number(step ?? 1);
    return Array.from({ length: Math.floor((end - from) / every) + 1 }, (_, index) => from + index * every);
  });
}

const timesOfDay = (seconds: number[], minutes: number[], hours: number[]): number[] =>
  hours
    .flatMap((hour) =>
      minutes.flatMap((minute) => seconds.map((second) => (hour * 60 + minute) * MINUTE + second)),
    )
    .sort((a, b) => a - b);

function matchingDays(days: number[], months: number[], weekdays: number[]): number[] {
  const matching = Array.from({ length: DAYS }, (_, index) => index).filter((index) => {
    const date = new Date(FIRST + index * DAY_SECONDS * 1000);
    const weekday = date.getUTCDay();
    return (
      days.includes(date.getUTCDate()) &&
      months.includes(date.getUTCMonth() + 1) &&
      (weekdays.includes(weekday) || (weekday === 0 && weekdays.includes(7)))
    );
  });
  must(matching.length > 1, 'a schedule has a next run');
  return matching;
}

const longestGap = (sorted: number[]): number =>
  sorted.reduce((longest, value, index) => Math.max(longest, value - (sorted[index - 1] ?? value)), 0);

/** Whether a timer is late enough for an alert: three missed runs, and a grace period of some minutes. */
export const isStale = (
  timer: { periodSeconds: number; finishedAt: Date | null; startedAt: Date },
  now: Date,
): boolean => {
  const last = timer.finishedAt ?? timer.startedAt;
  return now.getTime() - last.getTime() > (3 * timer.periodSeconds + 5 * MINUTE) * 1000;
};
