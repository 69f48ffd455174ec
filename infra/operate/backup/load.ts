/** Loading a backup into an empty, migrated database: all of it in one transaction, or nothing. */
import pg from 'pg';
import type { BackupManifest, BackupTarget } from '../../../functions/capabilities/ports/backups.ts';
import { copyIn } from '../../../functions/edges/postgres/copy.ts';
import { readTable } from '../../../functions/edges/postgres/dump.ts';
import { DUMP_SESSION } from '../../../functions/edges/postgres/tables.ts';
import type { KeyRing } from '../../../functions/edges/security/encryption.ts';

/** Rows here mean that someone works with this database; a fresh schema has rows elsewhere only. */
const WORKED_IN = ['staff', 'patients', 'invoices', 'ledger_entries', 'audit_logs'];

/** Loads as the owner of the schema. Throws when the database is not empty, or a file is not what was written. */
export async function loadBackup(
  ownerUrl: string,
  ring: KeyRing,
  target: BackupTarget,
  manifest: BackupManifest,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'restore' });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(DUMP_SESSION);
    await requireEmpty(client);
    const names = manifest.tables.map(({ name }) => client.escapeIdentifier(name));
    const keys = await foreignKeys(client);
    for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`);
    for (const name of names) await client.query(`alter table ${name} disable trigger user`);
    // What the schema brings with it comes from the backup too.
    for (const name of names) await client.query(`delete from ${name}`);
    for (const table of manifest.tables) {
      const columns = table.columns.join(', ');
      const sql = `copy ${client.escapeIdentifier(table.name)} (${columns}) from stdin`;
      await copyIn(client, sql, readTable(ring, target, table));
    }
    await continueSequences(client);
    for (const name of names) await client.query(`alter table ${name} enable trigger user`);
    for (const { table, name, definition } of keys) {
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
    }
    await client.query('commit');
    await client.query('analyze');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

async function requireEmpty(client: pg.Client): Promise<void> {
  for (const name of WORKED_IN) {
    const { rowCount } = await client.query(`select 1 from ${name} limit 1`);
    if (rowCount) throw new Error(`The database is not empty: ${name} has rows. Restore into a new one.`);
  }
}

type ForeignKey = { table: string; name: string; definition: string };

/** Taken away while tables fill in any order, and put back, which checks every row. */
async function foreignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select conrelid::regclass::text as "table", quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2`,
  );
  return rows;
}

/** New rows go on behind the last one. */
async function continueSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(
    `select pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence, quote_ident(c.relname) as "table",
       quote_ident(a.attname) as "column"
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attidentity <> '' and c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
  );
  for (const { sequence, table, column } of rows) {
    await client.query(
      `select setval('${sequence}', greatest((select max(${column}) from ${table}), 1), exists (select from ${table}))`,
    );
  }
}
