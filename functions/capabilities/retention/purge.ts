/** Letting records go that are past their time; the database refuses anything younger, and anything on hold. */
import type { RetentionClass } from '../../domain/settings.ts';
import { manifestBlob } from '../archive/bundle.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

const BATCH = 500;

/** Purges one class; how many records went. Throws when no saved rule lets them go. */
export async function purgeRecords(app: App, recordClass: RetentionClass, by: Caller): Promise<number> {
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

/** Also those of an earlier purge that storage did not answer. */
async function removePurgedBlobs(app: App): Promise<void> {
  for (const { id, blob, sha256 } of await app.db.read.retention.purgedBlobs()) {
    await app.blobs.remove(blob);
    await app.blobs.remove(manifestBlob(sha256));
    await app.db.read.retention.blobGone(id);
  }
}
