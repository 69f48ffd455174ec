/** Deletes the PDFs of jobs that no one can download any more. */
import { DOWNLOAD_HOURS, JOB_FILES } from '../../domain/job.ts';
import type { App } from '../ports.ts';

/** A job may have worked for long before the hours of its download began. */
const KEPT_MILLISECONDS = 2 * DOWNLOAD_HOURS * 3_600_000;

export async function deleteExpiredFiles(app: App): Promise<void> {
  const before = app.clock.now().getTime() - KEPT_MILLISECONDS;
  for await (const { name, writtenAt } of app.blobs.list(JOB_FILES)) {
    if (writtenAt.getTime() < before) await app.blobs.remove(name);
  }
}
