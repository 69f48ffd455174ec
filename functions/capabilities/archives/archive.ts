/** Archiving one invoice: bundle named, written, read back, and only then are its details taken out of the tables. */

import { Refusal } from '../../domain/refusal.ts';
import { ArchiveOvertaken, type ArchiveRow } from '../ports/archives.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { makeBundle, manifestBlob, readBundle } from './bundle.ts';

/**
 * Archives an invoice that is at rest; does nothing when it is archived. May die at any line: the next run finds the
 * bundle that was named, and goes on with it if the invoice has not changed. Throws when storage is away.
 */
export async function archiveInvoice(app: App, invoiceId: string, by: Caller): Promise<void> {
  const begun = await app.db.read.archives.live(invoiceId);
  if (begun?.state === 'archived') return;
  const archive = (begun && (await resumeArchiving(app, begun))) ?? (await write(app, invoiceId));
  if (!archive) return;
  await readBundle(app, archive);
  try {
    await app.db.transaction(async (tx) => {
      await tx.archives.move(archive.id);
      await tx.audit.record(by, {
        action: 'archive_invoice',
        targetType: 'invoice',
        targetId: invoiceId,
        details: { archive_id: archive.id, sha256: archive.sha256 },
      });
    });
  } catch (error) {
    if (!(error instanceof ArchiveOvertaken)) throw error;
    await abandon(app, archive);
    throw error;
  }
}

/** Names the bundle in the database before it is in storage, so that storage never holds an unknown bundle. */
async function write(app: App, invoiceId: string): Promise<ArchiveRow | undefined> {
  const invoice = await app.db.read.invoices.get(invoiceId);
  if (!invoice || invoice.archived_at) return undefined;
  const { sealed, ...bundle } = await makeBundle(app, invoice);
  const id = await app.db.read.archives.add(bundle);
  await app.blobs.put(bundle.blob, sealed);
  await app.blobs.put(manifestBlob(bundle.sha256), signedManifest(bundle));
  return app.db.read.archives.get(id);
}

/**
 * Goes on with a bundle that an interrupted run named. One that never reached storage, or not as it was written, is
 * given up: the details are still in the tables, and a new bundle gets a name of its own.
 */
async function resumeArchiving(app: App, begun: ArchiveRow): Promise<ArchiveRow | undefined> {
  try {
    await readBundle(app, begun);
    await app.blobs.put(manifestBlob(begun.sha256), signedManifest(begun));
    return begun;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await abandon(app, begun);
    return undefined;
  }
}

/** Given up in the database first: another worker may be about to rely on this very bundle. */
async function abandon(app: App, archive: ArchiveRow): Promise<void> {
  if (!(await app.db.read.archives.abandon(archive.id))) return;
  await app.blobs.remove(archive.blob);
  await app.blobs.remove(manifestBlob(archive.sha256));
}

const signedManifest = ({ manifest, signature }: Pick<ArchiveRow, 'manifest' | 'signature'>): Uint8Array =>
  Buffer.from(JSON.stringify({ manifest, signature: Buffer.from(signature).toString('base64') }));
