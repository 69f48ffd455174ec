/** Bringing an archived invoice’s details back, identical; the database takes nothing but what left. */

import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { ArchiveRow } from '../ports/archives.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { readBundle } from './bundle.ts';

/** Refuses `archive_unknown` (404), `not_archived` (409), and a bundle that is missing, damaged or unreadable. */
export async function restoreInvoice(app: App, archiveId: string, by: Caller): Promise<Done> {
  const archive = await requireArchive(app, archiveId);
  if (archive.state !== 'archived') refuse('conflict', 'not_archived', 'This invoice is not in the archive.');
  const { details } = await readBundle(app, archive);
  return commandTransaction(app, async (tx) => {
    await tx.invoices.lock(archive.invoiceId);
    if ((await tx.archives.get(archiveId))?.state !== 'archived') {
      refuse('conflict', 'not_archived', 'This invoice is not in the archive.');
    }
    await tx.archives.restore(archiveId, details);
    await tx.audit.record(by, {
      action: 'restore_invoice',
      targetType: 'invoice',
      targetId: archive.invoiceId,
      details: { archive_id: archiveId, sha256: archive.sha256 },
    });
    return { id: archiveId };
  });
}

/** Restores an archived invoice that has a balance again; does nothing when it is restored already. */
export async function restoreIfOwed(app: App, invoiceId: string, by: Caller): Promise<void> {
  const archive = await app.db.read.archives.live(invoiceId);
  if (archive?.state === 'archived' && !archive.purgedAt) await restoreInvoice(app, archive.id, by);
}

export async function requireArchive(app: App, id: string): Promise<ArchiveRow> {
  const archive = await app.db.read.archives.get(id);
  return requireFound(archive, 'archive');
}
