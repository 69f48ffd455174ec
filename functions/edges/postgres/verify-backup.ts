/**
 * Reads a stored backup back, loads each table into a temporary table of a scratch database, and compares it with what
 * PostgreSQL itself counted and hashed when the backup was made.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { BackupManifest, BackupTarget, BackupVerification } from '../../capabilities/ports/backups.ts';
import type { KeyRing } from '../security/encryption.ts';
import { contentOf } from './content.ts';
import { copyIn } from './copy.ts';
import { readManifest, readRecords, readTable } from './dump.ts';
import { queryOn } from './pool.ts';
import { DUMP_SESSION } from './tables.ts';

/** The database `postgres` of the same server: everybody may make temporary tables there unless that was taken away. */
export function scratchBeside(databaseUrl: string): string {
  const address = new URL(databaseUrl);
  address.pathname = '/postgres';
  return address.href;
}

type Table = BackupManifest['tables'][number];

/**
 * Needs no more than the right to make temporary tables in the database of `scratchUrl`, which everybody has in a server's
 * database `postgres` unless it was taken away. Without it the rows are still read and compared, but `loaded` is false.
 */
export async function verifyBackup(
  scratchUrl: string,
  ring: KeyRing,
  target: Pick<BackupTarget, 'read'>,
): Promise<BackupVerification> {
  const { client, reason } = await openScratch(scratchUrl);
  try {
    const manifest = await readManifest(ring, target);
    const found: string[] = [];
    let [rows, loaded] = [0, client !== undefined];
    for (const table of manifest.tables) {
      if (!table.content || !table.types) loaded = false;
      const problem = await problemOf(ring, target, table, client).catch(String);
      if (problem) found.push(`${table.name}: ${problem}`);
      rows += table.rows;
    }
    found.push(...(await wrongRecords(ring, target, manifest)));
    return { found, rows, loaded, reason };
  } catch (error) {
    return { found: [String(error)], rows: 0, loaded: false, reason };
  } finally {
    await client?.end();
  }
}

async function openScratch(url: string): Promise<{ client?: pg.Client; reason: string | null }> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'backup-verify',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin; create temp table probe (id int) on commit drop; rollback');
    return { client, reason: null };
  } catch (error) {
    await client.end().catch(() => undefined);
    return { reason: `No scratch database: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Why the table is not what PostgreSQL saw; nothing when it is. */
async function problemOf(
  ring: KeyRing,
  target: Pick<BackupTarget, 'read'>,
  table: Table,
  client: pg.Client | undefined,
): Promise<string | undefined> {
  if (!client || !table.types) {
    for await (const _ of readTable(ring, target, table));
    return undefined;
  }
  await client.query('begin');
  try {
    await client.query(DUMP_SESSION);
    const columns = table.columns.map((name, at) => `${name} ${table.types?.[at] ?? 'text'}`).join(', ');
    await client.query(`create temp table verified (${columns}) on commit drop`);
    await copyIn(
      client,
      `copy verified (${table.columns.join(', ')}) from stdin`,
      readTable(ring, target, table),
    );
    const { rows, content } = await contentOf(queryOn(client), 'verified', table.columns);
    if (rows !== table.rows) return `${rows} rows came back, not ${table.rows}`;
    return content === table.content ? undefined : 'other content came back';
  } finally {
    await client.query('rollback');
  }
}

/** A bundle is named by what is in it: the name is the database's own record of its hash. */
export async function wrongRecords(
  ring: KeyRing,
  target: Pick<BackupTarget, 'read'>,
  manifest: BackupManifest,
): Promise<string[]> {
  const wrong: string[] = [];
  try {
    for await (const { name, bytes } of readRecords(ring, target, manifest.records)) {
      const named = /^archives\/([0-9a-f]{64})\.bundle$/.exec(name)?.[1];
      const is = createHash('sha256').update(bytes).digest('hex');
      if (named !== undefined && named !== is) wrong.push(`${name} is not what its name says`);
    }
  } catch (error) {
    wrong.push(String(error));
  }
  return wrong;
}
