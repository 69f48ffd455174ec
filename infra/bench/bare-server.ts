/**
 * The bare server that the product is measured beside: one `node:http` process, one pool, one named statement per
 * request, JSON made by PostgreSQL, and no authentication, validation, audit or ledger.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';

const POOL = 8;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: POOL });

const LINES = (items: string) =>
  `(select json_agg(json_build_object('description', description, 'quantity', quantity, 'unit_price_cents', unit_price_cents)
     order by position) from ${items})`;
const STATEMENTS: Record<string, string> = {
  get: `select json_build_object('id', i.id, 'invoice_number', i.invoice_number, 'status', i.status, 'balance_cents', i.balance_cents,
      'total_amount_cents', i.total_amount_cents, 'due_date', i.due_date, 'patient_name', p.name,
      'items', ${LINES('invoice_items l where l.invoice_id = i.id')},
      'payments', (select coalesce(json_agg(json_build_object('id', y.id, 'amount_cents', y.amount_cents) order by received_at desc), '[]')
        from payments y where y.invoice_id = i.id)) as body
    from invoices i join patients p on p.id = i.patient_id where i.id = $1`,
  list_by_patient: `select coalesce(json_agg(r), '[]') as body from (select i.id, invoice_number, status, balance_cents, total_amount_cents,
      due_date, p.name as patient_name from invoices i join patients p on p.id = i.patient_id
      where patient_id = $1 and status = $2 order by i.created_at desc, i.id desc limit 20) r`,
  list_by_status: `select coalesce(json_agg(r), '[]') as body from (select i.id, invoice_number, status, balance_cents, total_amount_cents,
      due_date, p.name as patient_name from invoices i join patients p on p.id = i.patient_id
      where status = $1 order by i.created_at desc, i.id desc limit 20) r`,
  patient_search: `select coalesce(json_agg(r), '[]') as body from (select id, name from patients where name ilike '%' || $1 || '%'
      order by name, id limit 20) r`,
  invoice_search: `select coalesce(json_agg(r), '[]') as body from (select i.id, invoice_number, status, balance_cents from invoices i
      where invoice_number = $1 limit 20) r`,
  create: `with made as (insert into invoices (patient_id, currency, total_amount_cents, balance_cents, status, due_date)
      values ($1, 'usd', 30000, 0, 'draft', current_date + 30) returning id),
    lines as (insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents)
      select id, n, 'Treatment ' || n, 1, 10000 from made, generate_series(1, 3) n)
    select json_build_object('id', id) as body from made`,
  issue: `with taken as (insert into number_series (month, last) values ('202611', 1)
      on conflict (month) do update set last = number_series.last + 1 returning last)
    update invoices set status = 'issued', issued_at = now(), balance_cents = total_amount_cents,
      invoice_number = 'CLINIC-202611-' || (select last from taken) where id = $1 returning json_build_object('id', id) as body`,
  payment: `with paid as (update invoices set balance_cents = 0, status = 'paid' where id = $1 returning id)
    insert into payments (invoice_id, amount_cents, method) select id, 30000, 'cash' from paid
    returning json_build_object('id', id) as body`,
  webhook: `insert into stripe_events (id, payload) values ($1, $2) on conflict do nothing
    returning json_build_object('id', id) as body`,
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const name = url.pathname.slice(1);
  const text = STATEMENTS[name];
  if (text === undefined) {
    response.writeHead(404).end();
    return;
  }
  const values = url.searchParams.getAll('v');
  if (name === 'webhook') values.push(await bodyOf(request));
  const { rows } = await pool.query<{ body: unknown }>({ name, text, values });
  const body = JSON.stringify(rows[0]?.body ?? null);
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address ? address.port : 0);
});
process.on('disconnect', () => process.exit());
