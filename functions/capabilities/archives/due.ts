/** Finding the invoices that are old enough for the archive. */

import type { ArchiveKey } from '../ports/archives.ts';
import type { App } from '../ports.ts';

const BATCH = 200;
const DAY_MILLISECONDS = 86_400_000;

/** Before this instant an invoice must have come to rest; nothing while the archive is switched off. */
async function archiveBefore(app: App): Promise<Date | undefined> {
  const { archive } = await app.db.read.settings.get();
  if (!archive.enabled) return undefined;
  return new Date(app.clock.now().getTime() - archive.after_days * DAY_MILLISECONDS);
}

/** How many invoices would be archived now. */
export async function countArchivable(app: App): Promise<number> {
  const before = await archiveBefore(app);
  return before ? app.db.read.archives.count(before) : 0;
}

/** Walks over what is old enough, in batches; how much there was. */
export async function eachArchivable(app: App, visit: (invoiceId: string) => Promise<void>): Promise<number> {
  const before = await archiveBefore(app);
  if (!before) return 0;
  let after: ArchiveKey | undefined;
  for (let found = 0; ; ) {
    const batch = await app.db.read.archives.find(before, after, BATCH);
    if (batch.length === 0) return found;
    for (const { id } of batch) await visit(id);
    found += batch.length;
    after = batch.at(-1);
  }
}
