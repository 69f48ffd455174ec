/** A bundle of the archive as the endpoints answer it. */

import type { ArchiveRow } from '../../capabilities/ports/archives.ts';
import type { App } from '../../capabilities/ports.ts';
import { refuseMissing } from '../../domain/not-found.ts';

export const archiveReply = (archive: ArchiveRow) => ({
  id: archive.id,
  invoice_id: archive.invoiceId,
  invoice_number: archive.invoiceNumber,
  patient_id: archive.patientId,
  patient_name: archive.patientName,
  state: archive.state,
  sha256: archive.sha256,
  bytes: archive.bytes,
  manifest: archive.manifest,
  signature: Buffer.from(archive.signature).toString('base64'),
  written_at: archive.writtenAt,
  archived_at: archive.archivedAt,
  restored_at: archive.restoredAt,
  purged_at: archive.purgedAt,
});

/** Refuses `archive_unknown` (404). */
export async function readArchive(app: App, id: string) {
  const archive = await app.db.read.archives.get(id);
  return archive ? archiveReply(archive) : refuseMissing('archive');
}
