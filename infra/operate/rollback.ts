/** Taking steps of the schema back: one that holds no data, or all of them where the database is not in use. */
import type { Knex } from 'knex';
import { type DatabaseState, databaseState, requireMayRemove, requireTypedName } from './live-clinic.ts';

export type RollbackRequest = { all: boolean; database: string | undefined; local: boolean };

/** Throws, with what to do instead, when the rollback could take data of a clinic with it. */
export async function requireMayRollBack(url: string, request: RollbackRequest): Promise<DatabaseState> {
  const state = await databaseState(url);
  if (!request.all) {
    if (state.ledgerEntries) {
      throw new Error(
        'The ledger has entries: no step is taken back. Write a new migration that corrects the schema, or restore a backup into a new database.',
      );
    }
    return state;
  }
  requireTypedName(state, request.database);
  if (state.empty) return state;
  if (!request.local) {
    throw new Error(
      'The database is not empty: --all works on an empty database, or on one that npm start made for local use.',
    );
  }
  requireMayRemove(state, request.database);
  return state;
}

/** Tables and columns that hold something, as `table` and `table.column`. */
export async function filledPlaces(knex: Knex): Promise<Set<string>> {
  const { rows: columns } = (await knex.raw(
    `select table_name as "table", column_name as "column" from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'knex\\_migrations%'`,
  )) as { rows: { table: string; column: string }[] };
  const filled = new Set<string>();
  for (const { table, column } of columns) {
    const { rows } = (await knex.raw('select 1 from ?? where ?? is not null limit 1', [table, column])) as {
      rows: unknown[];
    };
    if (rows.length > 0) filled.add(table).add(`${table}.${column}`);
  }
  return filled;
}

/** Removes everything in the schema `public`, and the record of its steps. */
export async function dropEverything(trx: Knex.Transaction, record: string): Promise<void> {
  await trx.raw(`
    do $$
    declare found text;
    begin
      for found in
        select format('drop view if exists %I cascade', relname) from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'v'
        union all
        select format('drop table if exists %I cascade', relname) from pg_class
          where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'knex\\_migrations%'
      loop
        execute found;
      end loop;
      for found in select format('drop extension %I cascade', extname) from pg_extension
          where extnamespace = 'public'::regnamespace loop
        execute found;
      end loop;
      for found in
        select format('drop function if exists %s cascade', oid::regprocedure) from pg_proc
          where pronamespace = 'public'::regnamespace
        union all
        select format('drop type if exists %I cascade', typname) from pg_type
          where typnamespace = 'public'::regnamespace and typtype = 'e'
      loop
        execute found;
      end loop;
      revoke usage on schema public from clinic_app;
    end $$`);
  if (await trx.schema.hasTable(record)) await trx(record).delete();
}
