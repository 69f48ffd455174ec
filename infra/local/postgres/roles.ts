/** The two roles and the database: the owner changes the schema, the app has only what migrations grant it. */
import pg from 'pg';
import { SUPERUSER } from './cluster.ts';

export const OWNER = 'clinic_owner';
export const APP = 'clinic_app';
export const DATABASE = 'clinic';

type Passwords = { port: number; superuser: string; owner: string; app: string };
export type DatabaseUrls = { superuserUrl: string; ownerUrl: string; appUrl: string };

/** Makes what is missing and sets the passwords; answers the addresses of the database by role. */
export async function prepareDatabase(passwords: Passwords): Promise<DatabaseUrls> {
  const { port } = passwords;
  const maintenance = url(SUPERUSER, passwords.superuser, port, 'postgres');
  await withClient(maintenance, async (client) => {
    await ensureRole(client, OWNER, passwords.owner);
    await ensureRole(client, APP, passwords.app);
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER}`);
    await closeToOthers(client, DATABASE);
  });
  return {
    superuserUrl: maintenance,
    ownerUrl: url(OWNER, passwords.owner, port, DATABASE),
    appUrl: url(APP, passwords.app, port, DATABASE),
  };
}

/** Only the app role may connect beside the owner: what else it may do is granted by migrations. */
export async function closeToOthers(client: pg.Client, database: string): Promise<void> {
  await client.query(`revoke all on database ${client.escapeIdentifier(database)} from public`);
  await client.query(`grant connect on database ${client.escapeIdentifier(database)} to ${APP}`);
}

/** Runs the work on one connection and closes it. */
export async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, name: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = found.rowCount === 0 ? 'create' : 'alter';
  const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';
  await client.query(`${verb} role ${name} ${rights} password ${client.escapeLiteral(password)}`);
}

function url(user: string, password: string, port: number, database: string): string {
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
