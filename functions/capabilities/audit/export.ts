/** Exporting a part of the audit trail as a file. */

import type { AuditRecord } from '../../contracts/audit.ts';
import type { AuditFilter } from '../ports/audit.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type AuditFilterInput, auditFilter } from './list.ts';

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
