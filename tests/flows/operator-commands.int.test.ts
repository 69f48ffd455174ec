/** Commands of an operator cannot destroy a live clinic. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { makeBackup } from '../../functions/capabilities/backups/make.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { readConfig } from '../../functions/config.ts';
import { createBlobs } from '../../functions/edges/blobs/storage-blobs.ts';
import { createBackups } from '../../functions/edges/postgres/backups.ts';
import { scratchBeside } from '../../functions/edges/postgres/verify-backup.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { resetRefusal } from '../../infra/local/reset.ts';
import { baseSteps } from '../../infra/operate/adopt-base.ts';
import { requireUnused } from '../../infra/operate/keys-rotate.ts';
import { databaseState, isLocalDatabase, requireMayRemove } from '../../infra/operate/live-clinic.ts';
import {
  migrateLatest,
  migrateRollback,
  migrateWithBackup,
  migrationStatus,
} from '../../infra/operate/migrate.ts';
import { migrationNames } from '../../infra/operate/migration-source.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { createDatabase } from '../support/database.ts';
import { asPreviousBuild, folderWithStep } from '../support/migrations.ts';

const OLD = `k1:${createHash('sha256').update('test data key').digest('base64')}`;
const NEW = `k2:${createHash('sha256').update('another data key').digest('base64')}`;
const NEXT = '999_next.sql';
const STEP = 'create table next_table (id int);\n-- migrate:down\ndrop table next_table;\n';
const ONE_STEP = { all: false, database: undefined, local: false };
let clinic: TestClinic;
let owner: string;
let name: string;
beforeAll(async () => {
  clinic = await openClinic({ settings: { DATA_KEYS: OLD } });
  owner = clinic.database.ownerUrl;
  name = new URL(owner).pathname.slice(1);
  await clinic.issued();
});
afterAll(() => clinic.close());

async function fresh() {
  const database = await createDatabase();
  onTestFinished(() => database.drop());
  return { url: database.ownerUrl, name: new URL(database.ownerUrl).pathname.slice(1) };
}

test('a rollback takes one step back, and none of a clinic with entries in its ledger', async () => {
  const { url } = await fresh();
  const { applied } = await migrationStatus(url);
  const folder = folderWithStep(NEXT, STEP);
  await migrateLatest(url, folder);
  expect(await migrateRollback(url, ONE_STEP, folder)).toEqual([NEXT]);
  expect((await migrationStatus(url)).applied).toEqual(applied);

  const before = await migrationStatus(owner);
  for (const database of [undefined, name]) {
    await expect(migrateRollback(owner, { ...ONE_STEP, database })).rejects.toThrow('The ledger has entries');
    await expect(migrateRollback(owner, { all: true, database, local: false })).rejects.toThrow(
      database ? 'The database is not empty' : `--database ${name}`,
    );
  }
  expect(await migrationStatus(owner)).toEqual(before);
});

test('in production, new steps wait for a verified backup of a database with records', async () => {
  const { url } = await fresh();
  // Nothing is recorded yet, so that nothing can be lost.
  await asPreviousBuild(url);
  expect(await migrateWithBackup(url, 'production')).toEqual(baseSteps());
  await asPreviousBuild(url);
  const audit = (action: string, details: object) =>
    withClient(url, (client) =>
      client.query(
        `insert into audit_logs (actor_type, action, target_type, target_id, request_id, details)
         values ('system', $1, 'backup', 'b1', 'r', $2)`,
        [action, details],
      ),
    );
  await audit('make_backup', {});
  const before = await migrationStatus(url);
  await expect(migrateWithBackup(url, 'production')).rejects.toThrow('Run npm run backup first');
  expect(await migrationStatus(url)).toEqual(before);
  await audit('verify_backup', { outcome: 'matched' });
  expect(await migrateWithBackup(url, 'production')).toEqual(baseSteps());
  // Without a step to take there is nothing to demand.
  expect(await migrateWithBackup(owner, 'production')).toEqual([]);
});

test('a step that holds data is not taken back, though the ledger is empty', async () => {
  const { url } = await fresh();
  await withClient(url, async (client) => {
    await client.query(
      `insert into audit_logs (actor_type, action, target_type, request_id) values ('system', 'look', 'backup', 'r')`,
    );
  });
  const folder = folderWithStep(NEXT, STEP);
  await migrateLatest(url, folder);
  await withClient(url, (client) => client.query('insert into next_table values (1)'));
  await expect(migrateRollback(url, ONE_STEP, folder)).rejects.toThrow(
    'The step holds data in next_table, next_table.id. Nothing was taken back.',
  );
  const { rows } = await withClient(url, (client) => client.query('select 1 from next_table'));
  expect(rows).toHaveLength(1);
});

test('all steps go only from an empty database, or a local one, with its name typed', async () => {
  const { url, name: typed } = await fresh();
  await expect(migrateRollback(url, { all: true, database: undefined, local: false })).rejects.toThrow(
    'Type the name',
  );
  await expect(migrateRollback(url, { all: true, database: 'clinic', local: false })).rejects.toThrow(
    `This database is ${typed}`,
  );
  // Local, but with books and no verified backup.
  await expect(migrateRollback(owner, { all: true, database: name, local: true })).rejects.toThrow(
    'no verified backup',
  );
  expect(await migrateRollback(url, { all: true, database: typed, local: false })).toEqual(
    migrationNames().reverse(),
  );
});

test('only the database that npm start made in the folder is local, and none in production', () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(isLocalDatabase(owner, folder, undefined)).toBe(false);
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ databaseOwner: owner }));
  expect(isLocalDatabase(owner, folder, undefined)).toBe(true);
  expect(isLocalDatabase(owner, folder, 'production')).toBe(false);
  expect(isLocalDatabase(`${owner}x`, folder, 'local')).toBe(false);
});

test('a purge of a clinic with books needs the typed name and a verified backup', async () => {
  const check = async (typed?: string) =>
    requireMayRemove(await databaseState(clinic.database.appUrl), typed);
  await expect(check()).rejects.toThrow(`--database ${name}`);
  await expect(check('another')).rejects.toThrow('Nothing was removed');
  await expect(check(name)).rejects.toThrow('no verified backup');
  // Records and backups of its own: what other tests write meanwhile is not what this backup held.
  const pool = new pg.Pool({ connectionString: clinic.database.appUrl, max: 2 });
  onTestFinished(() => pool.end());
  const place = createBlobs(inject('storage'), `records-${randomUUID()}`);
  const scratchUrl = scratchBeside(clinic.database.appUrl);
  const ring = readConfig(testSettings({ appUrl: 'postgres://x', storage: 'x' })).DATA_KEYS;
  const backups = createBackups(pool, ring, { records: place, place, scratchUrl });
  await makeBackup({ ...clinic.app, backups }, bySystem('backup'));
  await check(name);
});

test('the old data key is not dropped while anything is under it', async () => {
  await clinic.patient({ email: 'ana@patients.example' });
  await expect(requireUnused(clinic.database.appUrl, `${NEW},${OLD}`)).rejects.toThrow(
    'keys:rotate-data first',
  );
  await requireUnused(clinic.database.appUrl, OLD);
});

test('a reset asks for the name, and refuses production, a database of one’s own and a folder with backups', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reset-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(resetRefusal(folder, {}, 'clinic')).toBeUndefined();
  expect(resetRefusal(folder, {}, undefined)).toContain('--database clinic');
  expect(resetRefusal(folder, { CLINIC_MODE: 'production' }, 'clinic')).toContain('production');
  expect(resetRefusal(folder, { DATABASE_URL: 'postgres://a@db.example/clinic' }, 'clinic')).toContain(
    'DATABASE_URL',
  );
  mkdirSync(join(folder, 'backups', 'one'), { recursive: true });
  expect(resetRefusal(folder, {}, 'clinic')).toContain('holds backups');
});
