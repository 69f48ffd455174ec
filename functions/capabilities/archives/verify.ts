/** Verifying an archived invoice: its bundle is read from its signature to its last row. */

import type { ArchiveRow } from '../ports/archives.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { readBundle } from './bundle.ts';
import { requireArchive } from './restore.ts';

/** Checks a bundle from its signature to its last row. Refuses as `restoreInvoice`. */
export async function verifyArchive(app: App, archiveId: string, by: Caller): Promise<ArchiveRow> {
  const archive = await requireArchive(app, archiveId);
  await readBundle(app, archive);
  await app.db.read.audit.record(by, {
    action: 'verify_archive',
    targetType: 'invoice',
    targetId: archive.invoiceId,
    details: { archive_id: archiveId },
  });
  return archive;
}
