/** Backups: one moment of the whole database, back byte for byte; whatever happened to the files is noticed. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bySystem } from '../../functions/capabilities/audit.ts';
import { makeBackup } from '../../functions/capabilities/backups/make.ts';
import type { BackupManifest, BackupTarget } from '../../functions/capabilities/ports/backup.ts';
import { readConfig } from '../../functions/config.ts';
import { copyOut } from '../../functions/edges/postgres/copy.ts';
import { MANIFEST, readManifest, readTable, writeBackup } from '../../functions/edges/postgres/dump.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { differences } from '../../infra/tools/backup/compare.ts';
import { flipBytes } from '../../infra/tools/backup/damage.ts';
import { folderTarget } from '../../infra/tools/backup/folder.ts';
import { loadBackup } from '../../infra/tools/backup/load.ts';
import { migrateTo } from '../../infra/tools/migrate.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { createDatabase } from '../support/database.ts';
import { paymentEvents } from '../support/stripeEvents.ts';

const ring = readConfig(testSettings({ appUrl: 'postgres://x', storage: 'x' })).DATA_KEYS;
let clinic: TestClinic;
let folder: string;
let manifest: BackupManifest;

beforeAll(async () => {
  clinic = await openClinic();
  const patientId = await clinic.patient({ name: 'Zoë \\ "Tab\tand\nline"', metadata: { note: 'é\u0001' } });
  for (let count = 0; count < 5; count++) {
    const { id } = await clinic.issued({ patientId, notes: 'line\nline\\N' });
    if (count > 1) await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed);
  }
  await clinic.draft({ patientId });
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  manifest = await backUp(join(folder, 'whole'));
});
afterAll(async () => {
  await clinic.close();
  await rm(folder, { recursive: true, force: true });
});

/** As the app's own role, as the timer does it. */
const backUp = (into: string): Promise<BackupManifest> =>
  withClient(clinic.database.appUrl, (client) => writeBackup(client, ring, folderTarget(into)));
async function emptyDatabase() {
  const database = await createDatabase();
  onTestFinished(() => database.drop());
  return database;
}
const whole = () => folderTarget(join(folder, 'whole'));

test('a backup comes back byte for byte: every table, the ledger, the numbers and the audit trail', async () => {
  const { ownerUrl, appUrl } = await emptyDatabase();
  expect(await readManifest(ring, whole())).toEqual(manifest);
  await loadBackup(ownerUrl, ring, whole(), manifest);
  expect(await differences(ownerUrl, manifest)).toEqual([]);
  expect(manifest.tables.find(({ name }) => name === 'ledger_entries')?.rows).toBeGreaterThan(10);
  expect(manifest.checks.ledger.usd).toMatchObject({ balance_cents: 0 });
  // It lives on: guards stand, and new rows go on behind the old ones.
  await withClient(ownerUrl, async (restored) => {
    await expect(restored.query('delete from audit_logs')).rejects.toThrow('rows are only ever added');
    await expect(restored.query('delete from ledger_entries')).rejects.toThrow('rows are only ever added');
    const { rows } = await restored.query<{ sequence: number; last: number }>(
      `insert into audit_logs (actor_type, action, target_type, request_id) values ('system', 'look', 'backup', 'r')
       returning sequence, (select max(sequence) from audit_logs) as last`,
    );
    expect(Number(rows[0]?.sequence)).toBe(Number(rows[0]?.last) + 1);
  });
  expect(await differences(appUrl, manifest)).toContain(
    `audit_logs has ${(manifest.checks.audit.rows ?? 0) + 1} rows, not ${manifest.checks.audit.rows}`,
  );
});

test('a database without a schema takes the steps of the backup first, and one with other steps is refused', async () => {
  const { ownerUrl, drop } = await createDatabase({ migrated: false });
  onTestFinished(drop);
  await migrateTo(ownerUrl, manifest.migrations);
  await loadBackup(ownerUrl, ring, whole(), manifest);
  expect(await differences(ownerUrl, manifest)).toEqual([]);
  const other = await createDatabase({ migrated: false });
  onTestFinished(() => other.drop());
  await expect(migrateTo(other.ownerUrl, ['001_another.ts'])).rejects.toThrow('is not of this version');
});

test('what happens while a backup is made is not in it: it holds one moment', async () => {
  const writing = backUp(join(folder, 'moment'));
  const during = await Promise.all(Array.from({ length: 5 }, () => clinic.issued()));
  const saved = await writing;
  expect(during).toHaveLength(5);
  const { ownerUrl } = await emptyDatabase();
  await loadBackup(ownerUrl, ring, folderTarget(join(folder, 'moment')), saved);
  expect(await differences(ownerUrl, saved)).toEqual([]);
});

test('it tells nothing to who has no key', async () => {
  for (const { file } of manifest.tables) {
    const text = (await readFile(join(folder, 'whole', file))).toString('latin1');
    for (const secret of ['Zoë', 'CLINIC-', 'Consultation', 'clinic.example'])
      expect(text).not.toContain(secret);
  }
});

describe('damage is noticed:', () => {
  test('one byte changed at any of a hundred places', async () => {
    const flips = await flipBytes(join(folder, 'whole'), ring, 100);
    expect(flips).toHaveLength(100);
    expect(flips.filter(({ found }) => !found)).toEqual([]);
  });

  test.each([
    { how: 'cut short', harm: (file: string) => truncate(file, 60) },
    {
      how: 'lengthened',
      harm: async (file: string) => writeFile(file, Buffer.concat([await readFile(file), Buffer.from('x')])),
    },
    {
      how: 'swapped for another',
      harm: async (file: string) => writeFile(file, await readFile(join(folder, 'whole', 'payments.cbk'))),
    },
    { how: 'lost', harm: (file: string) => rm(file) },
  ])('a file $how, and nothing of it is loaded', async ({ how, harm }) => {
    const copy = join(folder, how.replaceAll(' ', '-'));
    const saved = await backUp(copy);
    await harm(join(copy, 'invoices.cbk'));
    const { ownerUrl } = await emptyDatabase();
    await expect(loadBackup(ownerUrl, ring, folderTarget(copy), saved)).rejects.toThrow();
    const patients = await withClient(ownerUrl, (client) => client.query('select 1 from patients'));
    expect(patients.rows).toEqual([]);
  });

  test('a backup that was interrupted has no manifest and is none', async () => {
    const into = join(folder, 'interrupted');
    const target = folderTarget(into);
    const full: BackupTarget = {
      ...target,
      write: (file, stream) =>
        file === 'payments.cbk' ? Promise.reject(new Error('disk full')) : target.write(file, stream),
    };
    await withClient(clinic.database.appUrl, async (client) => {
      await expect(writeBackup(client, ring, full)).rejects.toThrow('disk full');
      // More than fits between the two: the connection is free again all the same.
      const endless = copyOut(
        client,
        `copy (select repeat('x', 1000) from generate_series(1, 20000)) to stdout`,
      );
      for await (const _ of endless) break;
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });
    await expect(readManifest(ring, target)).rejects.toThrow();
  });
});

test('a database in which somebody works is not restored over', async () => {
  await expect(loadBackup(clinic.database.ownerUrl, ring, whole(), manifest)).rejects.toThrow('is not empty');
});

test('the nightly backup lies in storage and old ones go by rotation, never the newest, never before a new one is whole', async () => {
  const by = bySystem('backup');
  const { backups } = clinic.app;
  const start = Date.UTC(2027, 0, 1, 8, 10);
  for (let night = 0; night < 9; night++) {
    clinic.at(new Date(start + night * 86_400_000));
    await makeBackup(clinic.app, by);
  }
  const kept = (await backups.list()).map(({ name }) => name);
  expect(kept.at(-1)).toBe('20270109T081000Z');
  expect(kept.length).toBeLessThan(9);
  const failing = {
    ...clinic.app,
    backups: { ...backups, make: () => Promise.reject(new Error('storage is away')) },
  };
  clinic.at(new Date(start + 40 * 86_400_000));
  await expect(makeBackup(failing, by)).rejects.toThrow('storage is away');
  expect((await backups.list()).map(({ name }) => name)).toEqual(kept);
  clinic.at(new Date());
});

test('rows pass unchanged through file and key', async () => {
  const table = manifest.tables.find(({ name }) => name === 'patients');
  if (!table) throw new Error('Patients are saved.');
  const chunks: Buffer[] = [];
  for await (const chunk of readTable(ring, whole(), table)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString('utf8')).toContain('Zoë \\\\ "Tab\\tand\\nline"');
  expect(MANIFEST).toBe('manifest.cbk');
});
