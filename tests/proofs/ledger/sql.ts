/** The little language of the hostile suite: named rows of the books, ledger postings in a line, copies of a row. */
import type pg from 'pg';

export type Role = 'clinic_app' | 'clinic_owner';
export type Hostile = {
  name: string;
  as: Role;
  /** The constraint, the trigger's function, or `grant`. */
  refusedBy: string;
  sql: string;
};

/** The ids of rows by the names under which statements find them. */
export type Books = Readonly<Record<string, string>>;

/** `:issued` becomes the id of that row of the books; `::uuid` stays a cast. */
export const named = (sql: string, books: Books): string =>
  sql.replace(/(?<!:):([a-z]+[A-Za-z]*)\b/g, (whole, name: string) =>
    name in books ? `'${books[name]}'` : whole,
  );

export type Row = {
  account: string;
  cents: number;
  patient?: string;
  invoice?: string;
  payment?: string;
  effect?: string;
};

/** A ledger transaction with its entries; ids are SQL, such as `:issued`. */
export function post(
  kind: string,
  cause: string,
  rows: readonly Row[],
  { id = ':fresh', currency = 'usd' }: { id?: string; currency?: string } = {},
): string {
  return `insert into ledger_transactions (id, kind, cause, currency, occurred_at) values (${id}, '${kind}', ${cause}, '${currency}', now());
    ${entries(rows, { id, currency })}`;
}

/** Entries alone. */
export function entries(
  rows: readonly Row[],
  { id = ':fresh', currency = 'usd' }: { id?: string; currency?: string } = {},
): string {
  const values = rows.map(
    (row) =>
      `(${id}, '${currency}', '${row.account}', ${row.cents}, ${row.patient ?? 'null'}::uuid, ${row.invoice ?? 'null'}::uuid,
        ${row.payment ?? 'null'}::uuid, ${row.effect === undefined ? 'null' : `'${row.effect}'`})`,
  );
  return `insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect)
    values ${values.join(', ')};`;
}

export const owed = (invoice: string, cents: number, effect: string, payment?: string): Row => ({
  account: 'receivable',
  cents,
  patient: ':patient',
  invoice,
  effect,
  ...(payment !== undefined && { payment }),
});

/** Takes the next number of a series for a document. */
export const number = (kind: string, infix: string, document: string): string => `
  insert into number_series (kind, month, last) values ('${kind}', to_char(now(), 'YYYYMM'), 1)
    on conflict (kind, month) do update set last = number_series.last + 1;
  insert into document_numbers (kind, month, sequence, number, document_id)
    select kind, month, last, 'CLINIC-${infix}' || month || '-' || lpad(last::text, 4, '0'), ${document}
    from number_series where kind = '${kind}' and month = to_char(now(), 'YYYYMM');`;

/** A dispute of a payment in dollars. */
export const DISPUTE = `insert into disputes (id, stripe_dispute_id, payment_id, currency, amount_cents, reason, status, is_charge_refundable, opened_at)
  values (:fresh, 'dp_hostile', :payment, 'usd', 100, 'general', 'needs_response', false, now());`;

/** A dispute of 100 in dollars that Stripe took as 110 in euros. */
export const CONVERTED = `${DISPUTE} update disputes set withdrawn_cents = 100 where id = :fresh;
  insert into balance_transactions (id, type, reporting_category, source, amount_cents, fee_cents, net_cents, currency,
      exchange_rate, made_at, available_at)
    select 'txn_converted', 'adjustment', 'dispute', stripe_dispute_id, -110, 0, -110, 'eur', 1.1, now(), now()
    from disputes where id = :fresh;`;

/** One side of a conversion: out of dollars, or into euros. */
export const converted = (side: 'from' | 'to', transaction: string, clearing: number): string =>
  post(
    `exchange_${side}`,
    `'balance_transaction:${transaction}'`,
    [
      { account: 'stripe_clearing', cents: clearing },
      { account: 'exchange', cents: -clearing },
    ],
    side === 'from' ? {} : { id: ':fresher', currency: 'eur' },
  );

/** The number that a document was given, as SQL. */
export const numberOf = (document: string): string =>
  `(select number from document_numbers where document_id = ${document})`;

export type Columns = ReadonlyMap<string, readonly string[]>;

/** The columns of every table that a statement may write. */
export async function columnsOf(client: pg.ClientBase): Promise<Columns> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attgenerated = '' and a.attidentity = ''
     group by 1`,
  );
  return new Map(rows.map((row) => [row.table, row.columns]));
}

/** Inserts a copy of a row with some columns changed; the values are SQL. */
export function copy(
  columns: Columns,
  table: string,
  where: string,
  changed: Readonly<Record<string, string>>,
): string {
  const all = columns.get(table) ?? [];
  const values = all.map((column) => changed[column] ?? `t.${column}`);
  return `insert into ${table} (${all.join(', ')}) select ${values.join(', ')} from ${table} t where ${where} limit 1;`;
}
