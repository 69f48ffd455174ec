/** Where a backup lies: a folder of this machine, or the storage in which the nightly ones are kept. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupPort, BackupTarget } from '../../../functions/capabilities/ports/backups.ts';
import { MANIFEST } from '../../../functions/edges/postgres/dump.ts';
import { defaultDirectory } from '../../local/environment.ts';
import { serverHome } from '../../local/server-home.ts';
import { folderTarget } from './folder.ts';

export type BackupPlace = { name: string; target: BackupTarget };

/** Where backups lie when no one says otherwise. */
export const backupFolder = (): string =>
  serverHome(process.env)?.answers.backup_folder ?? join(defaultDirectory(), 'backups');

/** `20261123T051000Z`, as the nightly ones are named. */
export const backupName = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '');

/** The backup of a folder, or of that name in storage; of no name, the newest whole one of both. */
export async function backupPlace(
  backups: Pick<BackupPort, 'list' | 'open'>,
  named: string | undefined,
): Promise<BackupPlace | undefined> {
  if (named !== undefined && existsSync(join(named, MANIFEST)))
    return { name: named, target: folderTarget(named) };
  const stored = (await backups.list()).filter(({ complete }) => complete).map(({ name }) => name);
  if (named !== undefined) {
    if (stored.includes(named)) return { name: `${named} (storage)`, target: backups.open(named) };
    throw new Error(`There is no whole backup in the folder ${named}, and none of that name in storage.`);
  }
  const newest = stored.at(-1);
  const local = newestHere();
  if (local !== undefined && (newest === undefined || local >= newest)) {
    const folder = join(backupFolder(), local);
    return { name: folder, target: folderTarget(folder) };
  }
  return newest === undefined ? undefined : { name: `${newest} (storage)`, target: backups.open(newest) };
}

function newestHere(): string | undefined {
  const folder = backupFolder();
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, MANIFEST)))
    .sort()
    .at(-1);
}
