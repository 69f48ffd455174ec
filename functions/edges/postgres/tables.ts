/** The tables of the clinic as a copy of them needs them: which columns, in which order, and what must agree at the end. */
import type { BackupChecks } from '../../capabilities/ports/backups.ts';
import type { Query } from './pool.ts';

/** What a dump is written in, whatever the session's own habits. */
export const DUMP_SESSION = `set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601';
  set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0`;

export type DumpTable = { name: string; columns: string[]; types: string[]; copyOut: string; copyIn: string };

/** Every table of ours. Generated columns are left out, and transaction ids, which mean nothing in another database. */
export async function dumpTables(query: Query): Promise<DumpTable[]> {
  const rows = await query<{ name: string; columns: string[]; types: string[]; key: string[] | null }>(
    `select c.relname as name,
       (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.atttypid <> 'xid8'::regtype) as columns,
       (select array_agg(case when t.typtype = 'e' then 'text' else format_type(a.atttypid, a.atttypmod) end order by a.attnum)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.atttypid <> 'xid8'::regtype) as types,
       (select array_agg(quote_ident(a.attname) order by k.place) from pg_index i,
          unnest(i.indkey) with ordinality as k (attnum, place), pg_attribute a
        where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and c.relname not like 'knex\\_migrations%' order by c.relname`,
  );
  return rows.map(({ name, columns, types, key }) => {
    const list = columns.join(', ');
    const order = (key ?? columns).join(', ');
    return {
      name,
      columns,
      types,
      copyOut: `copy (select ${list} from "${name}" order by ${order}) to stdout`,
      copyIn: `copy "${name}" (${list}) from stdin`,
    };
  });
}

/** The steps of the schema that the database has taken. */
export async function migrationsOf(query: Query): Promise<string[]> {
  const rows = await query<{ name: string }>('select name from knex_migrations order by id');
  return rows.map(({ name }) => name);
}

/** What a person compares first: the books, the numbers and the audit trail, in figures. */
export async function checksOf(query: Query): Promise<BackupChecks> {
  const [row] = await query<BackupChecks>(
    `select
       (select coalesce(json_object_agg(currency, sums), '{}') from (select currency, json_build_object('entries', count(*),
          'debits_cents', coalesce(sum(amount_cents) filter (where amount_cents > 0), 0), 'balance_cents', sum(amount_cents)) as sums
        from ledger_entries group by currency) l) as ledger,
       (select coalesce(json_object_agg(series, numbers), '{}') from (select kind || ' ' || month as series,
          json_build_object('given', count(*), 'last', max(sequence)) as numbers from document_numbers group by kind, month) n) as numbers,
       (select json_build_object('rows', count(*), 'last', coalesce(max(sequence), 0), 'chained', (select count(*) from audit_chain),
          'head', (select encode(hash, 'hex') from audit_chain order by position desc limit 1)) from audit_logs) as audit,
       (select coalesce(sum(balance_cents), 0)::bigint from invoices) as owed_cents`,
  );
  if (!row) throw new Error('The database answers no figures.');
  return row;
}
