/** Backups: one moment of the whole database, back byte for byte; whatever happened to the files is noticed. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { makeBackup } from '../../functions/capabilities/backups/make.ts';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import type { BackupManifest, BackupTarget } from '../../functions/capabilities/ports/backups.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { readConfig } from '../../functions/config.ts';
import { copyOut } from '../../functions/edges/postgres/copy.ts';
import {
  MANIFEST,
  readManifest,
  readRecords,
  readTable,
  writeBackup,
} from '../../functions/edges/postgres/dump.ts';
import { withClient } from '../../infra/local/postgres/roles.ts';
import { baseSteps, REPLACED_STEPS } from '../../infra/operate/adopt-base.ts';
import { differences } from '../../infra/operate/backup/compare.ts';
import { flipBytes } from '../../infra/operate/backup/damage.ts';
import { folderTarget } from '../../infra/operate/backup/folder.ts';
import { loadBackup } from '../../infra/operate/backup/load.ts';
import { migrateTo } from '../../infra/operate/migrate.ts';
import { openClinic, type TestClinic, testSettings } from '../support/clinic.ts';
import { createDatabase } from '../support/database.ts';
import { paymentEvents } from '../support/stripe-events.ts';

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
  withClient(clinic.database.appUrl, (client) =>
    writeBackup(client, ring, folderTarget(into), clinic.app.blobs),
  );
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

  // As the previous build names the same steps.
  const earlier = {
    ...manifest,
    migrations: [...REPLACED_STEPS, ...manifest.migrations.slice(baseSteps().length)],
  };
  const again = await createDatabase({ migrated: false });
  onTestFinished(() => again.drop());
  await migrateTo(again.ownerUrl, earlier.migrations);
  await loadBackup(again.ownerUrl, ring, whole(), earlier);
  expect(await differences(again.ownerUrl, earlier)).toEqual([]);

  const other = await createDatabase({ migrated: false });
  onTestFinished(() => other.drop());
  await expect(migrateTo(other.ownerUrl, REPLACED_STEPS.slice(1))).rejects.toThrow('This schema is too old');
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

test('it is unreadable without the key', async () => {
  for (const { file } of manifest.tables) {
    const text = (await readFile(join(folder, 'whole', file))).toString('latin1');
    for (const secret of ['Zoë', 'CLINIC-', 'Consultation', 'clinic.example'])
      expect(text).not.toContain(secret);
  }
});

describe('damage is noticed:', () => {
  test('one byte changed at any of a hundred places', async () => {
    const flips = await flipBytes(whole(), manifest, ring, 100);
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
      await expect(writeBackup(client, ring, full, clinic.app.blobs)).rejects.toThrow('disk full');
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

test('bundles and seals are in it, and one that storage has lost is named', async () => {
  const { blobs } = clinic.app;
  const content = Buffer.from('a bundle');
  const name = `archives/${createHash('sha256').update(content).digest('hex')}.bundle`;
  await blobs.put(name, content);
  const saved = await backUp(join(folder, 'records'));
  const there: Buffer[] = [];
  for await (const blob of readRecords(ring, folderTarget(join(folder, 'records')), saved.records)) {
    if (blob.name === name) there.push(blob.bytes);
  }
  expect(there).toEqual([content]);
  expect(saved.records.missing).toEqual([]);

  const { id } = await clinic.issued();
  await cancelInvoice(clinic.app, { id, reason: 'booked twice' }, clinic.clerk);
  await clinic.rows(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
  await archiveInvoice(clinic.app, id, bySystem('archive'));
  const bundle = (await clinic.app.db.read.archives.live(id))?.blob ?? '';
  await blobs.remove(bundle);
  expect((await backUp(join(folder, 'without-a-bundle'))).records.missing).toEqual([bundle]);
});

test('a newest backup of the day before yesterday is an alert', async () => {
  const overdue = async () =>
    (await findAlerts(clinic.app))
      .filter(({ kind }) => kind === 'backup_overdue')
      .map(({ reason }) => reason);
  const age = (days: number) =>
    withClient(clinic.database.ownerUrl, async (client) => {
      await client.query('alter table audit_logs disable trigger audit_logs_keep');
      await client.query(`update audit_logs set created_at = created_at - make_interval(days => ${days})`);
      await client.query('alter table audit_logs enable trigger audit_logs_keep');
    });
  expect(await overdue()).toEqual([]);
  await age(3);
  expect(await overdue()).toEqual(['There is no backup yet']);
  await makeBackup(clinic.app, bySystem('backup'));
  expect(await overdue()).toEqual([]);
  await age(3);
  expect(await overdue()).toEqual(['The newest backup is older than two days']);
});

test('a database in which someone works is not restored over', async () => {
  await expect(loadBackup(clinic.database.ownerUrl, ring, whole(), manifest)).rejects.toThrow('is not empty');
});

test('the nightly backup lies in storage and old ones go by rotation, never the newest, never before a new one is whole', async () => {
  const by = bySystem('backup');
  const { backups } = clinic.app;
  const start = Date.UTC(2027, 0, 1, 8, 10);
  // Eight nights of which only the names matter.
  for (let night = 1; night < 9; night++) {
    await clinic.app.blobs.put(`backups/2027010${night}T081000Z/${MANIFEST}`, Buffer.from('whole'));
  }
  await clinic.app.blobs.put('backups/20270107T120000Z/payments.cbk', Buffer.from('interrupted'));
  clinic.at(new Date(start + 8 * 86_400_000));
  const { removed, found, outcome } = await makeBackup(clinic.app, by);
  expect({ outcome, found }).toEqual({ outcome: 'matched', found: [] });
  expect(removed).toContain('20270107T120000Z');
  const kept = (await backups.list()).map(({ name }) => name);
  expect(kept.at(-1)).toBe('20270109T081000Z');
  // The eight are unverified, and rotate apart from those that are.
  expect(removed).toContain('20270101T081000Z');
  expect(kept).not.toContain('20270101T081000Z');
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
