/** Filtering the audit trail by what, who and when. */

import { addDays, day, isDay, startOfDay } from '../../domain/calendar.ts';
import type { AuditFilter } from '../ports/audit.ts';
import type { App } from '../ports.ts';

export type AuditFilterInput = Omit<AuditFilter, 'from' | 'to'> & {
  /** Days of the clinic, both included, or instants. */
  from?: string | undefined;
  to?: string | undefined;
};

/** Converts the days of the input to instants: a day means the whole day in the time zone of the clinic. */
export function auditFilter(app: App, { from, to, ...rest }: AuditFilterInput): AuditFilter {
  const { timeZone } = app.clinic;
  const instant = (given: string | undefined, days: number) => {
    if (given === undefined) return undefined;
    return isDay(given) ? startOfDay(timeZone, addDays(day(given), days)) : new Date(given);
  };
  return { ...rest, from: instant(from, 0), to: instant(to, 1) };
}
