/** A PostgreSQL server of the clinic's own: what it must be, and the roles and the database made on it. */
import pg from 'pg';
import { APP, closeToOthers, DATABASE, OWNER, withClient } from '../local/postgres/roles.ts';
import type { Secrets } from './secrets.ts';

const OLDEST = 150_000;

export type RoleUrls = { ownerUrl: string; appUrl: string };

/** The addresses of the clinic's database on that server; TLS settings of the administrator's address stay. */
export function roleUrls(adminUrl: string, { owner, app }: Pick<Secrets, 'owner' | 'app'>): RoleUrls {
  const as = (role: string, password: string): string => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = encodeURIComponent(password);
    url.pathname = `/${DATABASE}`;
    return url.href;
  };
  return { ownerUrl: as(OWNER, owner), appUrl: as(APP, app) };
}

/** Throws one sentence when the server cannot be used with this administrator. Changes nothing. */
export async function requireServer(adminUrl: string): Promise<void> {
  await connected(adminUrl, async (client) => {
    const { rows } = await client.query<{ version: number; may: boolean }>(
      `select current_setting('server_version_num')::int as version,
              rolsuper or (rolcreaterole and rolcreatedb) as may from pg_roles where rolname = current_user`,
    );
    const [found] = rows;
    if ((found?.version ?? 0) < OLDEST) throw new Error('is older than PostgreSQL 15');
    if (found?.may !== true) throw new Error('may not create roles and databases: name an administrator');
  });
}

/** Makes what is missing and sets the passwords. Answers what it made, so that it can be taken back. */
export async function makeDatabase(
  adminUrl: string,
  secrets: Pick<Secrets, 'owner' | 'app'>,
): Promise<{ made: string[] }> {
  return connected(adminUrl, async (client) => {
    const made: string[] = [];
    for (const [role, password] of [
      [OWNER, secrets.owner],
      [APP, secrets.app],
    ] as const) {
      if (await makeRole(client, role, password)) made.push(`role ${role}`);
    }
    await joinOwner(client);
    const { rows } = await client.query<{ owner: string }>(
      'select datdba::regrole::text as owner from pg_database where datname = $1',
      [DATABASE],
    );
    if (rows[0] === undefined) {
      await client.query(`create database ${DATABASE} owner ${OWNER}`);
      made.push(`database ${DATABASE}`);
    } else if (rows[0].owner !== OWNER) await client.query(`alter database ${DATABASE} owner to ${OWNER}`);
    await closeToOthers(client, DATABASE);
    return { made };
  });
}

/**
 * Makes the administrator a member of the owner's role. Who is no superuser must be one to make a database for it, up to
 * PostgreSQL 15 as its member, from 16 on with the right to SET ROLE, which making the role alone does not give.
 */
async function joinOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rules: boolean }>(
    'select rolsuper as rules from pg_roles where rolname = current_user',
  );
  if (rows[0]?.rules !== true) await client.query(`grant ${OWNER} to current_user`);
}

/** True when it was made. An administrator who is no superuser may not even repeat the other rights of a role that exists. */
async function makeRole(client: pg.Client, name: string, password: string): Promise<boolean> {
  const exists = (await client.query('select 1 from pg_roles where rolname = $1', [name])).rowCount === 1;
  const secret = client.escapeLiteral(password);
  await client.query(
    exists
      ? `alter role ${name} login password ${secret}`
      : `create role ${name} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${secret}`,
  );
  return !exists;
}

/** Removes what `makeDatabase` made. */
export async function dropMade(adminUrl: string, made: readonly string[]): Promise<void> {
  await connected(adminUrl, async (client) => {
    for (const what of made.toReversed()) await client.query(`drop ${what}`);
  });
}

/** Throws when the app's role cannot connect, or may do more than it should. */
export async function requireAppRole(appUrl: string): Promise<void> {
  await withClient(appUrl, async (client) => {
    const { rows } = await client.query<{ rules: boolean }>(
      'select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls as rules from pg_roles where rolname = current_user',
    );
    if (rows[0]?.rules !== false) throw new Error('The role clinic_app may do more than it should.');
  });
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const { code = 'unreachable' } = error as { code?: string };
    throw new Error(
      code === '28P01' ? 'is refused by the server: the password is wrong' : `does not connect (${code})`,
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
