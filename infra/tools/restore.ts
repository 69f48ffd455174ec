/** `npm run restore -- FOLDER`: loads a backup into the empty database of DATABASE_OWNER_URL. */
import { readConfig } from '../../functions/config.ts';
import { readManifest } from '../../functions/edges/postgres/dump.ts';
import { differences } from './backup/compare.ts';
import { folderTarget } from './backup/folder.ts';
import { loadBackup } from './backup/load.ts';
import { migrateLatest, migrateTo } from './migrate.ts';
import { say, toolSettings } from './tool-app.ts';

async function restore(folder: string, ownerUrl: string): Promise<boolean> {
  const ring = readConfig(toolSettings()).DATA_KEYS;
  const target = folderTarget(folder);
  const manifest = await readManifest(ring, target);
  const began = performance.now();
  await migrateTo(ownerUrl, manifest.migrations);
  await loadBackup(ownerUrl, ring, target, manifest);
  const found = await differences(ownerUrl, manifest);
  for (const line of found) say(line);
  await migrateLatest(ownerUrl);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (found.length === 0) {
    say(`Restored in ${seconds} s to the moment of ${manifest.snapshot_at}; every table is as it was saved.`);
    say('Start the clinic: its recovery fetches from Stripe what happened since.');
  }
  return found.length === 0;
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  try {
    if (!folder || !ownerUrl) {
      throw new Error('Name the folder of the backup, and set DATABASE_OWNER_URL to an empty database.');
    }
    if (!(await restore(folder, ownerUrl))) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`The restore failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
