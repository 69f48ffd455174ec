/** A backup counts only when it was read back, loaded, and is what PostgreSQL counted and hashed. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listBackups } from '../../functions/capabilities/backups/list.ts';
import { makeBackup } from '../../functions/capabilities/backups/make.ts';
import type { BlobStore } from '../../functions/capabilities/ports/blobs.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { readConfig } from '../../functions/config.ts';
import { createBlobs } from '../../functions/edges/blobs/storage-blobs.ts';
import { createBackups } from '../../functions/edges/postgres/backups.ts';
import { contentOf, createContentHash } from '../../functions/edges/postgres/content.ts';
import { copyOut } from '../../functions/edges/postgres/copy.ts';
import { readManifest, readTable } from '../../functions/edges/postgres/dump.ts';
import { queryOn } from '../../functions/edges/postgres/pool.ts';
import { scratchBeside } from '../../functions/edges/postgres/verify-backup.ts';
import { encrypted } from '../../functions/edges/security/file-cipher.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';

const by = bySystem('backup');
const ring = readConfig(testSettings({ appUrl: 'postgres://x', storage: 'x' })).DATA_KEYS;
let clinic: TestClinic;
let withoutScratch: TestClinic;
/** With a place for backups that no other test shares. */
let app: TestClinic['app'];
let place: BlobStore;
let pool: pg.Pool;
beforeAll(async () => {
  clinic = await openClinic();
  withoutScratch = await openClinic({
    settings: { BACKUP_SCRATCH_URL: 'postgres://unknown@127.0.0.1:1/none' },
  });
  place = createBlobs(inject('storage'), `backups-${randomUUID()}`);
  pool = new pg.Pool({ connectionString: clinic.database.appUrl, max: 2 });
  const scratchUrl = scratchBeside(clinic.database.appUrl);
  app = {
    ...clinic.app,
    backups: createBackups(pool, ring, { records: clinic.app.blobs, place, scratchUrl }),
  };
  await clinic.issued();
  await clinic.issued({ notes: 'a tab\t, a line\n, a backslash \\N' });
});
afterAll(async () => {
  await pool.end();
  await clinic.close();
  await withoutScratch.close();
});

const alertsOf = async ({ app }: TestClinic) =>
  (await findAlerts(app)).filter(({ kind }) => kind === 'backup_unverified');
/** The backup as a fault on its way would leave it: a file that is whole, with other rows than the database had. */
async function spoil(name: string, table: string, change: (rows: string) => string): Promise<void> {
  const { backups } = app;
  const target = backups.open(name);
  const entry = (await readManifest(ring, target)).tables.find((each) => each.name === table);
  if (!entry) throw new Error(`${table} is not in the backup.`);
  const chunks: Buffer[] = [];
  for await (const chunk of readTable(ring, target, entry)) chunks.push(chunk);
  const rows = Readable.from([Buffer.from(change(Buffer.concat(chunks).toString()))]).pipe(createGzip());
  await place.remove(`backups/${name}/${entry.file}`);
  await target.write(entry.file, Readable.from(encrypted(ring, entry.file, rows)));
}

test('PostgreSQL and the reader of COPY hash the same rows alike, whatever they hold and however they are cut', async () => {
  await withClient(clinic.database.ownerUrl, async (client) => {
    await client.query(`create temp table odd (id int, flag boolean, text text, bytes bytea, json jsonb, list text[], at timestamptz,
      day date, ratio double precision, amount numeric(12,3), padded char(8), place inet)`);
    await client.query(`insert into odd values
      (1, true, E'tab\\tline\\nreturn\\rback\\\\slash\\x08\\x0b\\x0c', '\\x00ff0a5c', '{"é": null}', array['a', null, '{"}'], now(), now(), 0.1, 1.5, 'a', '10.0.0.1'),
      (2, false, '\\N', '', '[]', '{}', null, null, 'NaN', null, '', null),
      (3, null, '', null, null, null, 'infinity', '-infinity', -0.0, 0, null, '::1'),
      (4, null, repeat('é🙂', 9000), null, null, null, null, null, null, null, null, null)`);
    const columns = [
      'id',
      'flag',
      'text',
      'bytes',
      'json',
      'list',
      'at',
      'day',
      'ratio',
      'amount',
      'padded',
      'place',
    ];
    const expected = await contentOf(queryOn(client), 'odd', columns);
    const chunks: Buffer[] = [];
    for await (const chunk of copyOut(client, 'copy odd to stdout')) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    for (const size of [1, 7, 4096, bytes.length]) {
      const hash = createContentHash();
      for (let from = 0; from < bytes.length; from += size) hash.update(bytes.subarray(from, from + size));
      expect(hash.result()).toEqual(expected);
    }
    for (const change of [
      `update odd set flag = null where id = 2`,
      `update odd set text = 'N' where id = 2`,
    ]) {
      await client.query(change);
      expect(await contentOf(queryOn(client), 'odd', columns)).not.toEqual(expected);
    }
  });
});

test('the nightly backup is read back and loaded by the role of the app, and then it is called whole', async () => {
  const { name, outcome, found } = await makeBackup(app, by);
  expect({ outcome, found }).toEqual({ outcome: 'matched', found: [] });
  const { data } = await listBackups(app);
  expect(data.find((each) => each.name === name)).toMatchObject({ state: 'verified', whole: true });
  expect(await alertsOf(clinic)).toEqual([]);
});

test.each([
  {
    how: 'a changed character',
    table: 'invoices',
    change: (rows: string) => rows.replace('CLINIC-', 'CLYNIC-'),
  },
  {
    how: 'a lost row',
    table: 'ledger_entries',
    change: (rows: string) => rows.slice(rows.indexOf('\n') + 1),
  },
  {
    how: 'a row twice',
    table: 'invoices',
    change: (rows: string) => rows.slice(0, rows.indexOf('\n') + 1) + rows,
  },
  { how: 'bytes of another row', table: 'patients', change: (rows: string) => rows.replace('\t', '\n') },
])(
  'a backup with $how is found by what PostgreSQL saw, is an alert, and takes no older one’s place',
  async (fault) => {
    const { backups } = app;
    clinic.at(new Date(Date.now() + 40 * 86_400_000 + Math.round(Math.random() * 1e9)));
    const make = async (name: string) => {
      const manifest = await backups.make(name);
      await spoil(name, fault.table, fault.change);
      return manifest;
    };
    const spoiled = { ...app, backups: { ...backups, make } };
    const { name, outcome, found, removed } = await makeBackup(spoiled, by);
    expect(outcome).toBe('differs');
    expect(found.join()).toContain(fault.table);
    expect(removed).toEqual([]);
    const listed = (await listBackups(app)).data.find((each) => each.name === name);
    expect(listed).toMatchObject({ state: 'unverified', whole: false });
    expect(await alertsOf(clinic)).toMatchObject([
      { id: name, reason: expect.stringContaining('does not hold what the database held') },
    ]);
    clinic.at(new Date(Date.now() + 90 * 86_400_000));
    await makeBackup(app, by);
    expect(await alertsOf(clinic)).toEqual([]);
    for (const each of await backups.list()) await backups.remove(each.name);
  },
);

test('where no scratch database can be used, the backup is compared all the same, is called unverified, and says so', async () => {
  const { name, outcome, found } = await makeBackup(withoutScratch.app, by);
  expect({ outcome, found }).toEqual({ outcome: 'not_loaded', found: [] });
  const { data } = await listBackups(withoutScratch.app);
  expect(data.find((each) => each.name === name)).toMatchObject({ state: 'unverified', whole: false });
  expect(await alertsOf(withoutScratch)).toMatchObject([
    {
      id: name,
      reason: expect.stringContaining('not loaded'),
      remedy: expect.stringContaining('BACKUP_SCRATCH_URL'),
    },
  ]);
});

test('a verification that did not run is an alert after an hour', async () => {
  const verify = () => Promise.reject(new Error('storage is away'));
  const failing = { ...app, backups: { ...app.backups, verify } };
  clinic.at(new Date(Date.now() + 200 * 86_400_000));
  await expect(makeBackup(failing, by)).rejects.toThrow('storage is away');
  expect(await alertsOf(clinic)).toEqual([]);
  await withClient(clinic.database.ownerUrl, async (client) => {
    await client.query('alter table audit_logs disable trigger audit_logs_keep');
    await client.query(`update audit_logs set created_at = created_at - interval '2 hours'`);
    await client.query('alter table audit_logs enable trigger audit_logs_keep');
  });
  expect(await alertsOf(clinic)).toMatchObject([{ reason: 'The backup was not read back' }]);
});

test('a backup that is not verified removes no older one', async () => {
  const before: string[] = [];
  for (let day = 1; day <= 9; day++) {
    before.push(`2028010${day}T081000Z`);
    await place.put(`backups/2028010${day}T081000Z/manifest.cbk`, Buffer.from('of an earlier night'));
  }
  clinic.at(new Date(Date.UTC(2028, 0, 10, 8, 10)));
  const verify = async () => ({
    found: ['payments: other content came back'],
    rows: 0,
    loaded: true,
    reason: null,
  });
  const { removed } = await makeBackup({ ...app, backups: { ...app.backups, verify } }, by);
  expect(removed).toEqual([]);
  const left = (await app.backups.list()).map(({ name }) => name);
  expect(left).toEqual(expect.arrayContaining(before));
});
