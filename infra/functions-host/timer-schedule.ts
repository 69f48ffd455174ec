/** A timer trigger's schedule: an NCRONTAB expression, or a TimeSpan as the time between two runs. */
import { parseNcrontab } from './ncrontab.ts';
import { parseTimeSpan } from './settings.ts';

export type Schedule = {
  /** The first occurrence strictly after an instant. */
  next(after: Date): Date;
  adjustForDst: boolean;
  /** Occurs more often than once a minute: too often for its status to be stored. */
  subMinute: boolean;
};

const MINUTE_MS = 60_000;
const LOOKED_AT = 5;

/** Throws when the text is neither an NCRONTAB expression nor a positive TimeSpan. */
export function parseSchedule(text: string): Schedule {
  const period = parseTimeSpan(text);
  if (Number.isNaN(period)) {
    const next = parseNcrontab(text);
    return { next, adjustForDst: true, subMinute: shortestGap(next, new Date()) < MINUTE_MS };
  }
  if (period <= 0) throw new Error(`'${text}' is not a time between two runs.`);
  const next = (after: Date): Date => new Date(after.getTime() + period);
  return { next, adjustForDst: false, subMinute: period < MINUTE_MS };
}

function shortestGap(next: (after: Date) => Date, from: Date): number {
  let shortest = Number.POSITIVE_INFINITY;
  let at = next(from);
  for (let i = 0; i < LOOKED_AT; i += 1) {
    const following = next(at);
    shortest = Math.min(shortest, following.getTime() - at.getTime());
    at = following;
  }
  return shortest;
}
