/** Days as the clinic's calendar on the wall shows them (decision 23). */
import { Temporal } from 'temporal-polyfill';
import { must } from './refusal.ts';

/** A day: `2026-11-23`. */
export type Day = string & { readonly unit: 'day' };

/** The days that a request may name. Arithmetic with them stays within the calendars of JavaScript and PostgreSQL. */
export const FIRST_DAY = '1900-01-01' as Day;
export const LAST_DAY = '2199-12-31' as Day;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a day that exists (2026-02-30 does not). */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A text that is known to be a day. Throws when it is none. */
export function day(text: string): Day {
  must(isDay(text), `${text} is a day`);
  return text as Day;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The day that an instant falls on in a time zone (IANA name). */
export function dayIn(timeZone: string, instant: Date): Day {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  const part = (type: string) => formatter.formatToParts(instant).find((p) => p.type === type)?.value ?? '';
  return day(`${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time of day that a clock in a time zone shows: `08:30`. */
export function timeIn(timeZone: string, instant: Date): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  return clock.format(instant);
}

/** An instant as the clock in a time zone shows it, with the offset: `2026-11-27T12:04:05-05:00`. */
export const instantIn = (timeZone: string, instant: string): string =>
  Temporal.Instant.from(instant)
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });

/** So many days later (or earlier, when negative). */
export function addDays(from: Day, days: number): Day {
  const date = new Date(`${from}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return day(date.toISOString().slice(0, 10));
}

/** The same day so many years later; the 28th of February for a 29th that is not there. */
export function addYears(from: Day, years: number): Day {
  const year = String(Number(from.slice(0, 4)) + years).padStart(4, '0');
  const same = `${year}${from.slice(4)}`;
  return day(isDay(same) ? same : `${year}-02-28`);
}

/** The first instant of a day in a time zone (IANA name): usually midnight, later where the clocks skip it. */
export const startOfDay = (timeZone: string, of: Day): Date =>
  new Date(Temporal.PlainDate.from(of).toZonedDateTime(timeZone).epochMilliseconds);

/**
 * The instant that "as of" means: the given one, the last moment of the given day in the zone, or now.
 *
 * @param given an ISO instant or a day, as the contracts have checked it
 */
export function asOf(given: string | undefined, timeZone: string, now: Date): Date {
  if (given === undefined) return now;
  return isDay(given)
    ? new Date(startOfDay(timeZone, addDays(day(given), 1)).getTime() - 1)
    : new Date(given);
}

/** How many days lie between two days; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** The later of two days. */
export const laterDay = (a: Day, b: Day): Day => (a < b ? b : a);

/** Whether a name is a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
