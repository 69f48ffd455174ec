/** `npm run backup [-- FOLDER]`: a consistent, compressed, encrypted backup of the database in a new folder. */
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '../../functions/config.ts';
import { writeBackup } from '../../functions/edges/postgres/dump.ts';
import { defaultDirectory } from '../local/environment.ts';
import { folderTarget } from './backup/folder.ts';
import { say, toolSettings } from './tool-app.ts';

/** Where backups lie when nobody says otherwise. */
export const backupFolder = (): string => join(defaultDirectory(), 'backups');

/** Makes a backup of the system that runs here; its folder. */
export async function backUp(
  folder = join(backupFolder(), new Date().toISOString().replace(/[-:]|\.\d+/g, '')),
) {
  const config = readConfig(toolSettings());
  const client = new pg.Client({ connectionString: config.DATABASE_URL, application_name: 'backup' });
  await client.connect();
  try {
    const manifest = await writeBackup(client, config.DATA_KEYS, folderTarget(folder));
    return { folder, manifest, ring: config.DATA_KEYS, database: config.DATABASE_URL };
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  try {
    const began = performance.now();
    const { folder, manifest } = await backUp(process.argv[2]);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(
      `${manifest.tables.length} tables with ${rows} rows, as of ${manifest.snapshot_at}, in ${seconds} s:`,
    );
    say(folder);
    say('It can be read with the key of DATA_KEYS that was active: keep that key, and keep it elsewhere.');
  } catch (error) {
    process.stderr.write(`The backup failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
