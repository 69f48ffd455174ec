/** Attacks from inside: who has the app's own role, the database's files, its superuser, a backup, or an old link. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { sealAudit } from '../../functions/capabilities/audit/seal.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { readConfig } from '../../functions/config.ts';
import { createBlobs } from '../../functions/edges/blobs/storage-blobs.ts';
import { writeBackup } from '../../functions/edges/postgres/dump.ts';
import { createSeals } from '../../functions/edges/security/seals.ts';
import { hostEnvironment } from '../../infra/local/environment.ts';
import { loadSettings } from '../../infra/local/settings.ts';
import { writeExport } from '../../infra/operate/audit-export.ts';
import { verifyFile } from '../../infra/operate/audit-verify.ts';
import { folderTarget } from '../../infra/operate/backup/folder.ts';
import { openEmergencyAccess } from '../../infra/operate/emergency-access.ts';
import { until } from '../../infra/processes/time.ts';
import { type AttackedClinic, ask, attackedClinic, WAIT } from '../support/attacked/clinic.ts';

let clinic: AttackedClinic;
let app: ReturnType<AttackedClinic['openApp']>;
let admin: string;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  app = clinic.openApp();
  admin = await clinic.signIn(clinic.admin);
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(async () => {
  await app.close();
  await clinic.close();
});

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
const superuser = () => {
  const url = new URL(clinic.run.databaseOwner ?? '');
  url.username = 'postgres';
  url.password = loadSettings(clinic.run.directory).passwords.superuser;
  return url.href;
};
function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clinic-thief-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
/** The files of a folder in which a word stands, as it is or in two-byte characters. */
function filesWith(word: string, folder: string): string[] {
  const wanted = [Buffer.from(word), Buffer.from(word, 'utf16le')];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    const bytes = readFileSync(path);
    return wanted.some((each) => bytes.includes(each));
  });
}
/** What the verifier finds in the trail as it is now. */
async function findings(): Promise<string[]> {
  const file = join(scratch(), 'export.ndjson');
  const database = await connected(clinic.run.database);
  const blobs = createBlobs(clinic.run.storageConnection, 'clinic-records');
  await writeExport({ database, blobs, clinic: 'clinic' }, file);
  const { publicKey } = createSeals(clinic.secrets.AUDIT_SEAL_KEY ?? '');
  return (await verifyFile(file, [publicKey])).findings.map(({ what }) => what);
}

describe('who has the role of the app', () => {
  test.each([
    'create table mine (id int)',
    'drop table staff',
    'alter table audit_logs disable trigger all',
    "copy (select 1) to program 'true'",
    "copy staff from program 'echo x'",
    "copy (select 1) to '/tmp/stolen'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    'create extension dblink',
    'create role mine superuser',
    'create database mine',
    'set role clinic_owner',
    'set session authorization postgres',
    'alter role clinic_app superuser',
    'select rolpassword from pg_authid',
    'delete from document_numbers',
    'delete from ledger_entries',
    'update ledger_entries set amount_cents = 1',
    'update payments set currency = currency',
    'delete from staff',
    'update staff set created_at = now()',
    "set session_replication_role = 'replica'",
  ])('S75: cannot %s', async (sql) => {
    const thief = await connected(clinic.run.database);
    await expect(thief.query(sql)).rejects.toThrow(
      /permission denied|must be owner|cannot be|must be superuser/,
    );
  });

  test.each([
    `update audit_logs set action = 'x'`,
    'delete from audit_logs',
    'truncate audit_logs',
    `insert into audit_logs (actor_type, action, target_type, request_id, created_at) values ('system', 'x_x', 'x_x', 'x', now() - interval '1 day')`,
    `update audit_chain set hash = hash`,
    'delete from audit_seals',
  ])('S70: cannot %s', async (sql) => {
    const thief = await connected(clinic.run.database);
    await expect(thief.query(sql)).rejects.toThrow(/permission denied/);
  });

  test('S75: has no right over the server, and gets into no other database', async () => {
    const thief = await connected(clinic.run.database);
    const { rows } = await thief.query(
      'select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
      },
    ]);
    const owns = await thief.query(`select from pg_class where relowner = current_user::regrole`);
    expect(owns.rowCount).toBe(0);
  });
});

test.each([`update audit_logs set action = 'x'`, 'delete from audit_logs', 'truncate audit_logs cascade'])(
  'S70: not even the owner can %s',
  async (sql) => {
    await expect(clinic.rows(sql)).rejects.toThrow(/append|never|only/i);
  },
);

test('S70: what a superuser changes in the trail is found, and nothing is found when it is put back', async () => {
  await clinic.call('GET', '/staff', { token: clerk });
  await sealAudit(app, { atOnce: true });
  expect(await findings()).toEqual([]);
  const god = await connected(superuser());
  await god.query("set session_replication_role = 'replica'");
  const { rows } = await god.query(
    `select id, action from audit_logs a join audit_chain c on c.audit_id = a.id order by a.id limit 1 offset 3`,
  );
  const [{ id, action }] = rows as [{ id: string; action: string }];
  await god.query(`update audit_logs set action = 'nothing_happened' where id = $1`, [id]);
  try {
    expect((await findings()).length).toBeGreaterThan(0);
  } finally {
    await god.query('update audit_logs set action = $2 where id = $1', [id, action]);
  }
  expect(await findings()).toEqual([]);
});

test('S74: neither the files of the database, nor blobs, nor a backup reveal what is known of a patient', async () => {
  const planted = {
    email: 'thiefbait@patients.example',
    phone: '+15559182736',
    dob: '1931-07-19',
    metadata: { allergy: 'thiefbait-latex' },
  };
  const notes = 'thiefbait-note';
  const { id, patientId } = await clinic.issue(clerk, { patient: planted, more: { notes } });
  await clinic.pay(clerk, id);
  const god = await connected(superuser());
  await god.query('checkpoint');
  const backup = scratch();
  const addresses = { ...clinic.run, storage: clinic.run.storageConnection, logs: backup };
  const config = readConfig(hostEnvironment(loadSettings(clinic.run.directory), addresses, {}));
  await writeBackup(await connected(clinic.run.database), config.DATA_KEYS, folderTarget(backup), app.blobs);

  const { directory } = clinic.run;
  const places = [join(directory, 'postgres'), join(directory, 'azurite'), join(directory, 'logs'), backup];
  for (const word of [planted.email, '5559182736', planted.dob, 'thiefbait-latex', notes])
    for (const place of places) expect(filesWith(word, place), word).toEqual([]);
  // The search is not blind: what may be read is found, and the clinic itself reads the rest.
  expect(filesWith(patientId, join(directory, 'logs')).length).toBe(0);
  expect(filesWith('Ana Pérez', join(directory, 'postgres')).length).toBeGreaterThan(0);
  const read = await clinic.call('GET', `/patients/${patientId}`, { token: clerk });
  expect(read.body).toMatchObject(planted);
  // The keys are nowhere near.
  const [, key = ''] = (clinic.secrets.DATA_KEYS ?? '').split(':');
  for (const place of places) expect(filesWith(key, place)).toEqual([]);
});

test('S59: nothing in storage is there for everybody, and nothing is handed out by a signed address', async () => {
  const storage = BlobServiceClient.fromConnectionString(clinic.run.storageConnection);
  const names: string[] = [];
  for await (const { name, properties } of storage.listContainers()) {
    expect(properties.publicAccess, name).toBeUndefined();
    names.push(name);
  }
  expect(names).toContain('clinic-records');
  for (const name of names) {
    const answer = await ask(
      clinic.run.storage,
      'GET',
      `/devstoreaccount1/${name}?restype=container&comp=list`,
    );
    expect([403, 404], name).toContain(answer.status);
  }
});

test('S81: an archived invoice shows nothing by its old link, and who is erased is in no search', async () => {
  const invoice = await clinic.issue(clerk, { patient: { name: 'Old Erasable', phone: '+15550001111' } });
  await clinic.pay(clerk, invoice.id);
  await until('messages at rest', WAIT, async () => {
    const open = await clinic.rows(
      `select from messages where invoice_id = $1 and state not in ('sent', 'failed')`,
      [invoice.id],
    );
    return open.length === 0;
  });
  await archiveInvoice(app, invoice.id, bySystem('test'));
  for (const path of [`/public/invoices/${invoice.token}`, `/public/invoices/${invoice.token}/pdf`]) {
    expect((await clinic.call('GET', path)).body).toMatchObject({
      status: 401,
      code: 'link_no_longer_valid',
    });
  }
  const [bundle] = await clinic.rows<{ blob: string }>('select blob from archives where invoice_id = $1', [
    invoice.id,
  ]);
  const stolen = await ask(clinic.run.storage, 'GET', `/devstoreaccount1/clinic-records/${bundle?.blob}`);
  expect([403, 404]).toContain(stolen.status);

  const erase = { token: admin, json: { override_reason: 'asked for it in writing' } };
  expect((await clinic.call('POST', `/patients/${invoice.patientId}/erase`, erase)).status).toBe(204);
  for (const query of ['Old Erasable', invoice.email, '+15550001111']) {
    const found = await clinic.call('GET', `/patients?query=${encodeURIComponent(query)}`, { token: clerk });
    expect(found.body, query).toMatchObject({ data: [] });
  }
  const trail = await clinic.rows('select action from audit_logs where target_id = $1', [invoice.patientId]);
  expect(trail.map((row) => row.action)).toContain('erase_patient');
});

test('S85: emergency access is for who owns the database, works once, ends by itself and raises an alert', async () => {
  const lost = await clinic.hire(admin, 'admin');
  const owner = await connected(clinic.run.databaseOwner ?? '');
  const reason = `no one can sign in: ${lost.id}`;
  const token = await openEmergencyAccess(owner, lost.email, reason);
  const choose = () =>
    clinic.call('POST', '/auth/reset', { json: { token, password: 'brass bells at midnight' } });
  expect((await choose()).status).toBe(204);
  expect((await choose()).status).toBe(401);
  expect((await clinic.call('GET', '/auth/me', { token: lost.token })).status).toBe(401);
  const late = await openEmergencyAccess(owner, lost.email, reason);
  await clinic.rows(
    `update staff_links set expires_at = expires_at - interval '31 minutes' where staff_id = $1`,
    [lost.id],
  );
  const tooLate = await clinic.call('POST', '/auth/reset', {
    json: { token: late, password: 'brass bells at dawn' },
  });
  expect(tooLate.status).toBe(401);
  const audited = await clinic.call('GET', `/audit?action=emergency_access&target_id=${lost.id}`, {
    token: admin,
  });
  const { data } = audited.body as { data: { details: { reason: string } }[] };
  expect(data[0]?.details).toMatchObject({ reason });
});
