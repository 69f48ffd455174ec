/** Letting records go that are past their time; the database refuses anything younger, and anything on hold. */
import { Refusal } from '../../domain/refusal.ts';
import type { RetentionClass } from '../../domain/settings.ts';
import { manifestBlob } from '../archives/bundle.ts';
import { erasePatient } from '../patients/erase.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

const BATCH = 500;

/**
 * Purges one class; how many records went. May be interrupted anywhere and run again. Throws when no saved rule lets
 * them go, and while everything is on legal hold.
 */
export async function purgeRecords(app: App, recordClass: RetentionClass, by: Caller): Promise<number> {
  if (recordClass === 'patient_records') return erasePatients(app, by);
  let purged = 0;
  for (;;) {
    const gone = await app.db.transaction(async (tx) => {
      const ids = await tx.retention.purge(recordClass, BATCH);
      if (ids.length > 0) {
        await tx.audit.record(by, {
          action: 'purge_records',
          targetType: 'retention',
          targetId: recordClass,
          details: { count: ids.length, ...(recordClass !== 'requests' && { ids }) },
        });
      }
      return ids.length;
    });
    purged += gone;
    if (gone < BATCH) break;
  }
  await removePurgedBlobs(app);
  return purged;
}

/** One patient, one transaction. Whoever is refused, because something happened meanwhile, stays. */
async function erasePatients(app: App, by: Caller): Promise<number> {
  let erased = 0;
  for (let after: { since: string; id: string } | undefined; ; ) {
    const due = await app.db.read.retention.duePatients(after, BATCH);
    if (due.length === 0) return erased;
    for (const { id } of due) {
      try {
        await erasePatient(app, id, undefined, by);
        erased++;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }
    after = due.at(-1);
  }
}

/** Also those of an earlier purge that storage did not answer. */
async function removePurgedBlobs(app: App): Promise<void> {
  for (const { id, blob, sha256 } of await app.db.read.retention.purgedBlobs()) {
    await app.blobs.remove(blob);
    await app.blobs.remove(manifestBlob(sha256));
    await app.db.read.retention.blobGone(id);
  }
}
