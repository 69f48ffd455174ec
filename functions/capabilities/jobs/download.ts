/** The PDFs that a job has printed, as one ZIP: for whoever started it, or an admin, as long as they are in storage. */
import { may } from '../../domain/access.ts';
import { type Downloadable, JOB_FILES, requireDownloadable } from '../../domain/job.ts';
import { requireFound } from '../../domain/not-found.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { JobFile } from '../ports/jobs.ts';
import type { App } from '../ports.ts';

/** Where the PDF of an item is. */
const blobOf = (itemId: string): string => `${JOB_FILES}${itemId}`;

/** Keeps the PDF of an item, sealed under the patient's key; one of an earlier attempt is replaced. */
export async function storeJobFile(
  app: App,
  { itemId, invoiceId }: { itemId: string; invoiceId: string },
  bytes: Uint8Array,
): Promise<void> {
  const sealed = await app.db.read.jobs.sealFile(invoiceId, bytes);
  await app.blobs.remove(blobOf(itemId));
  await app.blobs.put(blobOf(itemId), sealed);
}

/**
 * The pieces of the ZIP. Refuses `job_unknown` (404), `job_of_another` (403), and `job_without_files`, `job_running` and
 * `download_expired` (409). A file in it names what cannot be read any more: of an erased patient, or deleted since.
 */
export async function readJobDownload(
  app: App,
  id: string,
  by: StaffCaller,
): Promise<AsyncIterable<Uint8Array>> {
  const job: Downloadable = requireFound(await app.db.read.jobs.get(id), 'job');
  requireDownloadable(job, {
    now: app.clock.now(),
    isOwn: job.staff_id === by.actor.id || may(by.actor.role, 'staff.manage'),
  });
  return app.zip.pack(openFiles(app, await app.db.read.jobs.files(id)));
}

async function* openFiles(app: App, files: readonly JobFile[]) {
  const left: string[] = [];
  for (const { itemId, invoiceId, number } of files) {
    const sealed = await app.blobs.get(blobOf(itemId));
    const bytes = sealed && (await app.db.read.jobs.openFile(invoiceId, sealed));
    if (bytes) yield { name: `${number}.pdf`, bytes };
    else left.push(number);
  }
  if (left.length > 0) yield { name: 'left-out.txt', bytes: Buffer.from(`${left.join('\n')}\n`) };
}
