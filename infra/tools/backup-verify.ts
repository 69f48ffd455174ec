/**
 * `npm run backup:verify [-- FOLDER]`: restores a backup (a fresh one when none is named) into a scratch database,
 * compares every table, the ledger, the numbers and the audit trail, damages the files at 100 places, and says how long
 * recovery takes and what would be lost.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { BackupManifest } from '../../functions/capabilities/ports/backup.ts';
import { readConfig } from '../../functions/config.ts';
import { MANIFEST, readManifest } from '../../functions/edges/postgres/dump.ts';
import { differences } from './backup/compare.ts';
import { flipBytes } from './backup/damage.ts';
import { folderTarget } from './backup/folder.ts';
import { loadBackup } from './backup/load.ts';
import { backUp, backupFolder } from './backup.ts';
import { withScratch } from './prove/scratch.ts';
import { say, toolSettings } from './tool-app.ts';

const PLACES = 100;

/** The newest whole backup of this folder's system. */
function newestBackup(): string | undefined {
  const folder = backupFolder();
  if (!existsSync(folder)) return undefined;
  const whole = readdirSync(folder).filter((name) => existsSync(join(folder, name, MANIFEST)));
  const newest = whole.sort().at(-1);
  return newest && join(folder, newest);
}

/** Prints what it finds; true when the backup brings everything back and no damage goes unseen. */
export async function verifyBackup(folder: string): Promise<boolean> {
  const config = readConfig(toolSettings());
  const target = folderTarget(folder);
  const manifest = await readManifest(config.DATA_KEYS, target);
  const { found, seconds } = await withScratch(async ({ ownerUrl }) => {
    const began = performance.now();
    await loadBackup(ownerUrl, config.DATA_KEYS, target, manifest);
    const took = (performance.now() - began) / 1000;
    return { found: await differences(ownerUrl, manifest), seconds: took };
  });
  for (const line of found) say(`✗ ${line}`);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  if (found.length === 0) {
    say(`✓ ${manifest.tables.length} tables with ${rows} rows came back byte for byte`);
    say(`✓ ledger ${JSON.stringify(manifest.checks.ledger)}`);
    say(`✓ numbers ${JSON.stringify(manifest.checks.numbers)}`);
    say(`✓ audit ${JSON.stringify(manifest.checks.audit)}`);
  }
  const flips = await flipBytes(folder, config.DATA_KEYS, PLACES);
  const missed = flips.filter((flip) => !flip.found);
  for (const { file, at } of missed) say(`✗ a changed byte at ${at} of ${file} was not found`);
  if (missed.length === 0) say(`✓ one byte changed at each of ${PLACES} places was found each time`);
  say(`Time to recover: ${seconds.toFixed(1)} s for the data, beside the start of a server.`);
  say(await lost(config.DATABASE_URL, manifest));
  return found.length === 0 && missed.length === 0;
}

/** What the live database has that the backup has not. */
async function lost(url: string, manifest: BackupManifest): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const newer: string[] = [];
    for (const { name, rows } of manifest.tables) {
      const { rows: counted } = await client.query<{ count: number }>(
        `select count(*) as count from ${client.escapeIdentifier(name)}`,
      );
      const more = (counted[0]?.count ?? 0) - rows;
      if (more > 0) newer.push(`${more} of ${name}`);
    }
    const minutes = Math.round((Date.now() - Date.parse(manifest.snapshot_at)) / 60_000);
    const what = newer.length === 0 ? 'no rows' : `rows: ${newer.join(', ')}`;
    return `Lost if it were needed now: what changed in the last ${minutes} minutes (${what}); what Stripe knows of it comes back by itself.`;
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  let fresh: string | undefined;
  try {
    let folder = process.argv[2] ?? newestBackup();
    if (folder === undefined) {
      fresh = await mkdtemp(join(tmpdir(), 'clinic-backup-'));
      folder = (await backUp(join(fresh, 'backup'))).folder;
    }
    say(`Backup: ${folder}`);
    if (!(await verifyBackup(folder))) process.exitCode = 1;
  } catch (error) {
    process.stderr.write(`The check failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    if (fresh) await rm(fresh, { recursive: true, force: true });
  }
}
