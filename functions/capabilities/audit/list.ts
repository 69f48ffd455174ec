/** Reading the audit trail by what, who and when; a whole part of it can be taken away as a file. */
import type { AuditRecord } from '../../contracts/audit.ts';
import { addDays, day, isDay, startOfDay } from '../../domain/calendar.ts';
import type { AuditFilter } from '../ports/audit.ts';
import type { Caller } from '../ports/common.ts';
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

const PAGE = 500;

/** Records that the trail is taken away, then gives it piece by piece, newest first. */
export async function exportAudit(
  app: App,
  input: AuditFilterInput,
  by: Caller,
): Promise<AsyncIterable<AuditRecord>> {
  await app.db.read.audit.record(by, {
    action: 'export_audit',
    targetType: 'audit',
    targetId: null,
    details: Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
  });
  return records(app, auditFilter(app, input));
}

async function* records(app: App, filter: AuditFilter): AsyncGenerator<AuditRecord> {
  let cursor: string | undefined;
  do {
    const page = await app.db.read.audit.list(filter, { limit: PAGE, cursor });
    yield* page.data;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
