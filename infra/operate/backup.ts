/**
 * `npm run backup [-- FOLDER]`: a consistent, compressed, encrypted backup in a new folder: the database at one moment, the
 * bundles of the archive and the seals of the audit.
 */
import { join } from 'node:path';
import pg from 'pg';
import {
  outcomeOf,
  recordBackup,
  recordVerification,
  type VerificationOutcome,
} from '../../functions/capabilities/backups/make.ts';
import type { BackupManifest } from '../../functions/capabilities/ports/backups.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { readConfig } from '../../functions/config.ts';
import { writeBackup } from '../../functions/edges/postgres/dump.ts';
import { scratchBeside, verifyBackup } from '../../functions/edges/postgres/verify-backup.ts';
import { serverHome } from '../local/server-home.ts';
import { sealSettings } from '../server/recovery.ts';
import type { ServerSettings } from '../server/settings-file.ts';
import { folderTarget } from './backup/folder.ts';
import { backupFolder, backupName } from './backup/place.ts';
import { say, type ToolApp, toolSettings, withApp } from './tool-app.ts';

/** Makes a backup of the system that runs here, reads it back, and writes both down in its audit trail. */
export async function backUp(
  app: ToolApp,
  folder = join(backupFolder(), backupName(new Date())),
): Promise<{ folder: string; manifest: BackupManifest; outcome: VerificationOutcome; problems: string[] }> {
  const config = readConfig(toolSettings());
  const client = new pg.Client({ connectionString: config.DATABASE_URL, application_name: 'backup' });
  await client.connect();
  try {
    const manifest = await writeBackup(client, config.DATA_KEYS, folderTarget(folder), app.blobs);
    const name = backupName(new Date(manifest.snapshot_at));
    const by = bySystem('backup');
    await recordBackup(app, by, { name, place: 'folder', manifest });
    const scratch = config.BACKUP_SCRATCH_URL ?? scratchBeside(config.DATABASE_URL);
    const seen = await verifyBackup(scratch, config.DATA_KEYS, folderTarget(folder));
    await recordVerification(app, by, { name, place: 'folder', seen });
    const problems = seen.reason === null ? seen.found : [...seen.found, seen.reason];
    return { folder, manifest, outcome: outcomeOf(seen), problems };
  } finally {
    await client.end();
  }
}

/** Puts the server's settings beside the backup, sealed. Answers what a person should know of it. */
function sealBeside(folder: string): string | undefined {
  const settings = serverHome(process.env) as ServerSettings | undefined;
  if (settings === undefined) return undefined;
  const code = settings.secrets.recovery;
  if (code === undefined)
    return 'It holds no copy of the settings: run npm run setup once for a recovery code.';
  sealSettings(folder, settings, code);
  return 'It holds the settings, sealed with the recovery code that npm run setup printed.';
}

export const rowsOf = (manifest: BackupManifest): number =>
  manifest.tables.reduce((sum, { rows }) => sum + rows, 0);

/** Bundles that the database relies on and that storage did not have. */
export function sayMissing({ records }: BackupManifest): void {
  for (const name of records.missing)
    say(`✗ ${name} holds an invoice’s details and was not in storage as it was written`);
}

if (import.meta.main) {
  await withApp(async (app) => {
    const began = performance.now();
    const { folder, manifest, outcome, problems } = await backUp(app, process.argv[2]);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const { tables, records, snapshot_at: moment } = manifest;
    say(
      `${tables.length} tables with ${rowsOf(manifest)} rows and ${records.count} records of storage, as of ${moment}, in ${seconds} s:`,
    );
    say(folder);
    sayMissing(manifest);
    for (const problem of problems) say(`✗ ${problem}`);
    say(
      outcome === 'matched'
        ? '✓ It was read back, loaded and compared with what PostgreSQL counted and hashed.'
        : '✗ This backup is not verified. Do not rely on it.',
    );
    const sealed = sealBeside(folder);
    if (sealed !== undefined) say(sealed);
    say('It can be read with the key of DATA_KEYS that was active: keep that key, and keep it elsewhere.');
    if (records.missing.length > 0 || outcome !== 'matched') process.exitCode = 1;
  });
}
