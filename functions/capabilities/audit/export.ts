/** Exporting a part of the audit trail as a file. */

import type { AuditRecord } from '../../contracts/audit.ts';
import { everyRow } from '../every-row.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type AuditFilterInput, auditFilter } from './list.ts';

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
  const filter = auditFilter(app, input);
  return everyRow((page) => app.db.read.audit.list(filter, page));
}
