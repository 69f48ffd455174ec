/** Making the backup of the day, and letting go of those that rotation keeps no longer. */
import { outdated, ROTATION } from '../../domain/rotation.ts';
import type { BackupManifest } from '../ports/backup.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** An interrupted backup may still be at work for so long. */
const UNFINISHED_MILLISECONDS = 24 * 3_600_000;

/** `20261123T051000Z` */
const nameOf = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');
/** When a backup of this name was made. */
export const madeAt = (name: string): Date =>
  new Date(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** The old ones go only after the new one is whole. */
export async function makeBackup(
  app: App,
  by: Caller,
): Promise<{ name: string; manifest: BackupManifest; removed: string[] }> {
  const now = app.clock.now();
  const name = nameOf(now);
  const manifest = await app.backups.make(name);
  const removed = await rotate(app, now);
  await app.db.read.audit.record(by, {
    action: 'make_backup',
    targetType: 'backup',
    targetId: name,
    details: { rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), removed },
  });
  return { name, manifest, removed };
}

async function rotate(app: App, now: Date): Promise<string[]> {
  const all = (await app.backups.list()).map((each) => ({ ...each, madeAt: madeAt(each.name) }));
  const whole = all.filter(({ complete }) => complete);
  const old = new Set(
    outdated(
      whole.map(({ madeAt }) => madeAt),
      ROTATION,
    ).map((date) => date.getTime()),
  );
  const going = [
    ...whole.filter(({ madeAt }) => old.has(madeAt.getTime())),
    ...all.filter(
      ({ complete, madeAt }) => !complete && now.getTime() - madeAt.getTime() > UNFINISHED_MILLISECONDS,
    ),
  ];
  for (const { name } of going) await app.backups.remove(name);
  return going.map(({ name }) => name);
}
