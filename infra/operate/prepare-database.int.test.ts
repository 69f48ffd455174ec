/** The deployment's step on the database, on a server whose administrator is no superuser, as in Azure. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../local/postgres/cluster.ts';
import { withClient } from '../local/postgres/roles.ts';
import { choosePorts } from '../processes/ports.ts';
import { migrationNames } from './migration-source.ts';
import { prepareDatabase } from './prepare-database.ts';

let folder: string;
let cluster: Cluster;
let port: number;
const url = (role: string, password: string, database: string): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
const settings = () => ({
  DATABASE_ADMIN_URL: url('clinic_admin', 'admin-password', 'postgres'),
  CLINIC_OWNER_PASSWORD: 'owner-password',
  CLINIC_APP_PASSWORD: 'app-password',
  CLINIC_MODE: 'production',
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  ({ port } = await choosePorts({ port: 0 }));
  cluster = await startCluster({
    folder: join(folder, 'data'),
    port,
    password: 'root-password',
    durable: false,
  });
  await withClient(url('postgres', 'root-password', 'postgres'), async (client) => {
    await client.query(
      "create role clinic_admin login nosuperuser createrole createdb password 'admin-password'",
    );
  });
});
afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const asOwner = (sql: string) =>
  withClient(url('clinic_owner', 'owner-password', 'clinic'), (client) => client.query(sql));

test('makes the roles, the database and its tables, and does nothing the second time', async () => {
  expect(await prepareDatabase(settings())).toEqual([
    ...['role clinic_owner', 'role clinic_app', 'database clinic'].map((what) => `made     ${what}`),
    ...migrationNames().map((name) => `applied  ${name}`),
    'The schema is current.',
  ]);
  expect(await prepareDatabase(settings())).toEqual(['The schema is current.']);
});

test('gives each role what is its own alone', async () => {
  await withClient(url('clinic_app', 'app-password', 'clinic'), async (client) => {
    await expect(client.query('create table mine (id int)')).rejects.toThrow('permission denied');
    await expect(client.query('drop table invoices')).rejects.toThrow('must be owner');
    expect((await client.query('select count(*)::int as n from patients')).rows).toEqual([{ n: 0 }]);
  });
  const { rows } = await asOwner(
    `select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as rules
     from pg_roles where rolname in ('clinic_app', 'clinic_owner') order by rolname`,
  );
  expect(rows).toEqual([
    { rolname: 'clinic_app', rules: false },
    { rolname: 'clinic_owner', rules: false },
  ]);
});

test('sets new passwords', async () => {
  const changed = { ...settings(), CLINIC_APP_PASSWORD: 'another-password' };
  await prepareDatabase(changed);
  await withClient(url('clinic_app', 'another-password', 'clinic'), (client) => client.query('select 1'));
  await expect(
    withClient(url('clinic_app', 'app-password', 'clinic'), (client) => client.query('select 1')),
  ).rejects.toThrow('password authentication failed');
  await prepareDatabase(settings());
});

test('takes over an empty database that the administrator made', async () => {
  const admin = url('clinic_admin', 'admin-password', 'postgres');
  await withClient(admin, async (client) => {
    await client.query('drop database clinic with (force)');
    await client.query('create database clinic');
  });
  expect((await prepareDatabase(settings())).at(-1)).toBe('The schema is current.');
  const { rows } = await asOwner(
    "select datdba::regrole::text as owner from pg_database where datname = 'clinic'",
  );
  expect(rows).toEqual([{ owner: 'clinic_owner' }]);
});

describe('changes nothing', () => {
  test.each([
    ['without an address', { DATABASE_ADMIN_URL: '' }, 'DATABASE_ADMIN_URL is not set.'],
    ['without a password', { CLINIC_APP_PASSWORD: '' }, 'CLINIC_APP_PASSWORD is not set.'],
    ['when the app would own the schema', { CLINIC_APP_PASSWORD: 'owner-password' }, 'are the same'],
  ])('%s', async (_, change, message) => {
    await expect(prepareDatabase({ ...settings(), ...change })).rejects.toThrow(message);
  });

  test('when the role is no administrator, or its password is wrong', async () => {
    const clerk = { ...settings(), DATABASE_ADMIN_URL: url('clinic_owner', 'owner-password', 'postgres') };
    await expect(prepareDatabase(clerk)).rejects.toThrow('may not create roles and databases');
    const wrong = { ...settings(), DATABASE_ADMIN_URL: url('clinic_admin', 'wrong', 'postgres') };
    await expect(prepareDatabase(wrong)).rejects.toThrow('the password is wrong');
  });
});
