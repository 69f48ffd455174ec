/** Days and instants in words. A due date is a plain day; an instant is shown in the clinic's time zone. */
import { type Day, day, dayIn, daysBetween, isDay } from '../../../../functions/domain/calendar.ts';

/** `2026-11-23` → `Nov 23, 2026`, the same day wherever the reader is. */
export function formatDay(text: string, locale = 'en-US'): string {
  if (!isDay(text)) return text;
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' }).format(
    new Date(`${text}T00:00:00Z`),
  );
}

/** An instant as date and time of the clinic. */
export const formatInstant = (instant: string, timeZone: string, locale = 'en-US'): string =>
  new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(instant),
  );

/** The day of the clinic on which an instant falls, in words. */
export const formatInstantDay = (instant: string, timeZone: string, locale = 'en-US'): string =>
  formatDay(dayIn(timeZone, new Date(instant)), locale);

/** `2026-11` → `Nov 2026`, or `Nov` when short. */
export function formatMonth(month: string, style: 'short' | 'long' = 'long', locale = 'en-US'): string {
  const options: Intl.DateTimeFormatOptions =
    style === 'short' ? { month: 'short' } : { month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

export const todayIn = (timeZone: string): Day => dayIn(timeZone, new Date());

/** How far a due date is, in words: `due in 5 days`, `due today`, `3 days overdue`. */
export function dueInWords(dueDate: string, today: Day): string {
  const days = daysBetween(today, day(dueDate));
  if (days === 0) return 'due today';
  if (days > 0) return days === 1 ? 'due tomorrow' : `due in ${days} days`;
  return days === -1 ? '1 day overdue' : `${-days} days overdue`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** After so long the day says more than its distance. */
const RECENT = 7 * DAY;

/** `5 minutes ago`, `2 hours ago`, `3 days ago`; nothing for what is to come or is older than a week. */
export function agoInWords(instant: string, now: Date): string | undefined {
  const seconds = Math.floor((now.getTime() - Date.parse(instant)) / 1000);
  // The clocks of a browser and of the server may differ by some seconds.
  if (seconds < -MINUTE || seconds >= RECENT) return undefined;
  if (seconds < MINUTE) return 'just now';
  const words = new Intl.RelativeTimeFormat('en-US');
  if (seconds < HOUR) return words.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return words.format(-Math.floor(seconds / HOUR), 'hour');
  return words.format(-Math.floor(seconds / DAY), 'day');
}
