/** Days as the clinic's calendar on the wall shows them (decision 23). */
import { must } from './refusal.ts';

/** A day: `2026-11-23`. */
export type Day = string & { readonly unit: 'day' };

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

/** So many days later (or earlier, when negative). */
export function addDays(from: Day, days: number): Day {
  const date = new Date(`${from}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return day(date.toISOString().slice(0, 10));
}

/** How many days lie between two days; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** Whether a name is a time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
