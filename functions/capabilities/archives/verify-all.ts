/** Reading every bundle of the archive and checking it, one after the other. */
import { Refusal } from '../../domain/refusal.ts';
import type { ArchiveRow } from '../ports/archives.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { readBundle } from './bundle.ts';

const BATCH = 100;

/**
 * Checks all bundles that hold an invoice's details and returns their number. Calls `reported` for each bundle that
 * fails, with the code of the refusal. The bundles of an erased patient are meant to be unreadable.
 */
export async function verifyArchives(
  app: App,
  by: Caller,
  reported: (archive: ArchiveRow, code: string) => void,
): Promise<number> {
  let [checked, failed] = [0, 0];
  for (let cursor: string | undefined; ; ) {
    const page = await app.db.read.archives.list({ state: 'archived' }, { limit: BATCH, cursor });
    for (const archive of page.data.filter(({ purgedAt }) => purgedAt === null)) {
      checked++;
      const code = await problemOf(app, archive);
      if (code === undefined || code === 'bundle_unreadable') continue;
      failed++;
      reported(archive, code);
    }
    cursor = page.next_cursor ?? undefined;
    if (cursor === undefined) break;
  }
  await app.db.read.audit.record(by, {
    action: 'verify_archives',
    targetType: 'archive',
    targetId: null,
    details: { checked, failed },
  });
  return checked;
}

async function problemOf(app: App, archive: ArchiveRow): Promise<string | undefined> {
  try {
    await readBundle(app, archive);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
