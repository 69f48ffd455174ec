/** One row in the audit for each page that staff read: who, which records, and what they had filtered by (decision 22). */
import type { AuditEntry } from '../capabilities/ports/audit.ts';
import type { Caller } from '../capabilities/ports/common.ts';
import type { App } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';
import { Reply } from './reply.ts';

/** What people type about a person: the trail can never be changed, so an erased patient's name must not be in it. */
const PERSONAL = new Set(['query', 'name', 'email', 'phone', 'dob', 'metadata']);

type Read = { caller: Caller; input: unknown; reply: unknown };

/** Records the read. Throws when the row cannot be written. */
export async function recordRead(app: App, route: Route, { caller, input, reply }: Read): Promise<void> {
  const entry = readEntry(route, input);
  const ids = idsIn(reply instanceof Reply ? reply.body : reply);
  await app.db.read.audit.record(caller, {
    ...entry,
    details: { ...entry.details, ...(ids.length > 0 && { ids }) },
  });
}

/** What is recorded of a read: which records or which filter, without the ids of what a list showed. */
export function readEntry(route: Route, input: unknown): AuditEntry {
  const named = /\{(\w+)\}/.exec(route.path)?.[1];
  const given = Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined);
  const target = given.find(([key]) => key === named)?.[1];
  const filter = given
    .filter(([key]) => key !== named)
    .map(([key, value]) => [key, withoutPersons(key, value)]);
  return {
    action: `${route.exports ? 'export' : 'read'}_${route.audits}`,
    targetType: route.audits ?? 'unknown',
    targetId: typeof target === 'string' ? target : null,
    details: {
      operation: route.name,
      ...(filter.length > 0 && { filter: Object.fromEntries(filter) }),
    },
  };
}

/**
 * Records only the length of a typed text, also of one within another filter; everything else in a filter is an id, a
 * day, a number or a fixed value.
 */
function withoutPersons(key: string, value: unknown): unknown {
  if (PERSONAL.has(key)) return `(${String(value).length} characters)`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, withoutPersons(name, held)]));
}

/** The records of a reply's lists, each by its own id, or by that of the invoice or the patient that it is about. */
export function idsIn(reply: unknown): string[] {
  if (typeof reply !== 'object' || reply === null || reply instanceof Uint8Array) return [];
  const rows = Object.values(reply).filter(Array.isArray).flat() as unknown[];
  return [...new Set(rows.flatMap(idOf))];
}

function idOf(row: unknown): string[] {
  if (typeof row !== 'object' || row === null) return [];
  const { id, invoice_id, patient_id } = row as Record<string, unknown>;
  const found = [id, invoice_id, patient_id].find((value) => typeof value === 'string');
  return found === undefined ? [] : [found as string];
}
