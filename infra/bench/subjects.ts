/** The rows that the calls of a bench name, and drafts made in bulk for calls that use them up. */
import type pg from 'pg';
import type { Subjects } from './scenarios.ts';

/** The rows that calls name; both databases are asked in the same way. */
export async function subjectsOf(client: pg.Client): Promise<Subjects> {
  const ids = async (sql: string): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(sql);
    return rows.map(({ id }) => id);
  };
  return {
    invoices: await ids(`select id::text from invoices where status <> 'draft' order by random() limit 5000`),
    numbers: await ids(
      'select invoice_number as id from invoices where invoice_number is not null order by random() limit 5000',
    ),
    patients: await ids('select id::text from patients order by random() limit 2000'),
    drafts: [],
    owed: [],
  };
}

export async function makeDrafts(client: pg.Client, staffId: string, count: number): Promise<void> {
  await client.query(
    `with made as (insert into invoices (patient_id, staff_id, currency, total_amount_cents, due_date)
       select (array(select id from patients limit 500))[1 + n % 20], $1, 'usd', 30000, current_date + 30
       from generate_series(1, $2::int) n returning id)
     insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents)
       select id, n, 'Treatment ' || n, 1, 10000 from made, generate_series(1, 3) n`,
    [staffId, count],
  );
}

export async function idsOf(client: pg.Client, status: string, count: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select id::text from invoices where status::text = $1 order by random() limit $2',
    [status, count],
  );
  return rows.map(({ id }) => id);
}
