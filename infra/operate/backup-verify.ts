/**
 * `npm run backup:verify [-- FOLDER or NAME]`: restores a backup (the newest, or a fresh one when there is none) into a
 * scratch database, compares every table, the ledger, the numbers and the audit trail, looks for the archive's bundles,
 * damages the files at 100 places, and says how long recovery takes and what would be lost. Then it makes 20 backups under
 * load and loads each, because a fault of timing does not show in one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { BackupManifest } from '../../functions/capabilities/ports/backups.ts';
import { readConfig } from '../../functions/config.ts';
import { readManifest } from '../../functions/edges/postgres/dump.ts';
import { wrongRecords } from '../../functions/edges/postgres/verify-backup.ts';
import { OWNER, withClient } from '../local/postgres/roles.ts';
import { differences } from './backup/compare.ts';
import { flipBytes } from './backup/damage.ts';
import { folderTarget } from './backup/folder.ts';
import { loadBackup } from './backup/load.ts';
import { type BackupPlace, backupPlace } from './backup/place.ts';
import { backupsUnderLoad, ROUNDS } from './backup/under-load.ts';
import { backUp, rowsOf, sayMissing } from './backup.ts';
import { migrateTo } from './migrate.ts';
import { withScratch } from './scratch-database.ts';
import { say, toolSettings, withApp } from './tool-app.ts';

const PLACES = 100;

/** Prints what it finds; true when the backup brings everything back and no damage goes unseen. */
export async function verifyBackup({ target }: BackupPlace): Promise<boolean> {
  const config = readConfig(toolSettings());
  const ring = config.DATA_KEYS;
  const manifest = await readManifest(ring, target);
  const { found, seconds } = await withScratch(async ({ superuserUrl, ownerUrl }) => {
    const began = performance.now();
    const emptyUrl = await emptyDatabase(superuserUrl, ownerUrl);
    await migrateTo(emptyUrl, manifest.migrations);
    await loadBackup(emptyUrl, ring, target, manifest);
    const took = (performance.now() - began) / 1000;
    return { found: await differences(emptyUrl, manifest), seconds: took };
  });
  found.push(...(await wrongRecords(ring, target, manifest)));
  for (const line of found) say(`✗ ${line}`);
  sayMissing(manifest);
  if (found.length === 0) {
    say(
      `✓ ${manifest.tables.length} tables with ${rowsOf(manifest)} rows came back as PostgreSQL counted and hashed them`,
    );
    say(`✓ ledger ${JSON.stringify(manifest.checks.ledger)}`);
    say(`✓ numbers ${JSON.stringify(manifest.checks.numbers)}`);
    say(`✓ audit ${JSON.stringify(manifest.checks.audit)}`);
    say(
      `✓ ${manifest.records.count} records of storage, ${manifest.records.bytes} bytes, came back byte for byte`,
    );
  }
  const flips = await flipBytes(target, manifest, ring, PLACES);
  const missed = flips.filter((flip) => !flip.found);
  for (const { file, at } of missed) say(`✗ a changed byte at ${at} of ${file} was not found`);
  if (missed.length === 0) say(`✓ one byte changed at each of ${PLACES} places was found each time`);
  say(`Time to recover: ${seconds.toFixed(1)} s for schema and data, beside the start of a server.`);
  say(await lost(config.DATABASE_URL, manifest));
  return found.length === 0 && missed.length === 0 && manifest.records.missing.length === 0;
}

/** With no schema yet: it takes the steps that the backup had. */
async function emptyDatabase(superuserUrl: string, ownerUrl: string): Promise<string> {
  await withClient(superuserUrl, (client) =>
    client.query(`create database restored template template0 owner ${OWNER}`),
  );
  const address = new URL(ownerUrl);
  address.pathname = 'restored';
  return address.href;
}

/** What the live database has that the backup has not. */
async function lost(url: string, manifest: BackupManifest): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const newer: string[] = [];
    for (const { name, rows } of manifest.tables) {
      const { rows: counted } = await client.query<{ count: string }>(
        `select count(*) as count from ${client.escapeIdentifier(name)}`,
      );
      const more = Number(counted[0]?.count ?? 0) - rows;
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
  await withApp(async (app) => {
    const fresh = await mkdtemp(join(tmpdir(), 'clinic-backup-'));
    try {
      let place = await backupPlace(app.backups, process.argv[2]);
      if (!place) {
        const { folder } = await backUp(app, join(fresh, 'backup'));
        place = { name: `${folder} (made for this check)`, target: folderTarget(folder) };
      }
      say(`Backup: ${place.name}`);
      if (!(await verifyBackup(place))) process.exitCode = 1;
      const wrong = await backupsUnderLoad(app, join(fresh, 'rounds'));
      for (const line of wrong) say(`✗ ${line}`);
      if (wrong.length > 0) process.exitCode = 1;
      else
        say(`✓ ${ROUNDS} backups made under load, with a slow writer, each loaded and equal to the database`);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  });
}
