/** A clinic of some years, written in bulk: every row satisfies every constraint, and the sums are checked afterwards. */
import type pg from 'pg';
import type { ApiClient } from '../local/api-client.ts';

/** Invoices per patient. */
const INVOICES_PER_PATIENT = 100;
/** Over how many days the invoices were issued. */
const DAYS = 730;
/** Patients made at the same time. */
const AT_ONCE = 8;

/** The names that patient searches look for. */
export const FIRST_NAMES = [
  'Ada',
  'Bruno',
  'Clara',
  'Dario',
  'Elif',
  'Farid',
  'Greta',
  'Hana',
  'Ivan',
  'Jun',
];
export const LAST_NAMES = [
  'Adler',
  'Baker',
  'Castro',
  'Dubois',
  'Evans',
  'Fischer',
  'Garcia',
  'Hughes',
  'Ito',
  'Jansen',
];

/** Rows as both databases have them: patient, state, time and amounts of invoice `n`. */
const PLAN = `
  create temp table plan as
    select n, gen_random_uuid() as id, 1 + n % $3::int as person,
      (array['paid', 'paid', 'paid', 'issued', 'paid', 'paid', 'partially_paid', 'paid', 'issued', 'paid'])[1 + n % 10] as status,
      date_trunc('second', now()) - interval '2 days' - (n * 7919 % ${DAYS}) * interval '1 day' - (n % 600) * interval '1 minute' as at
    from generate_series($1::int + 1, $2::int) n`;

const PATIENTS = (names: string) => `
  insert into patients (name, created_at)
  select ${names}, now() - n * interval '1 minute' from generate_series($1::int + 1, $2::int) n`;

const names = (): string => {
  const pick = (list: string[], by: string) => `(array['${list.join("','")}'])[1 + ${by}]`;
  return `${pick(FIRST_NAMES, 'n % 10')} || ' ' || ${pick(LAST_NAMES, 'n / 10 % 10')} || ' ' || n`;
};

export const patientsFor = (invoices: number): number =>
  Math.max(20, Math.ceil(invoices / INVOICES_PER_PATIENT));

/** The name of patient `n`, from 1. */
export const nameOf = (n: number): string =>
  `${FIRST_NAMES[n % 10]} ${LAST_NAMES[Math.floor(n / 10) % 10]} ${n}`;

export type Range = { from: number; to: number; total: number };

/** Makes the patients through the API, because each has a data key of its own. */
export async function makePatients(api: ApiClient, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (let start = 0; start < count; start += AT_ONCE) {
    await Promise.all(
      numbers.slice(start, start + AT_ONCE).map((n) => api.post('patients', { name: nameOf(n) })),
    );
  }
}

/**
 * Adds the invoices `from + 1` to `to`, three lines of 100.00 each, with their ledger, payments and audit rows. Written
 * as the superuser past the row triggers, which would count numbers up one by one; `checkBooks` looks afterwards.
 */
export async function seedProduct(client: pg.Client, staffId: string, range: Range): Promise<void> {
  const { from, to, total } = range;
  const people = patientsFor(total);
  await client.query('set session_replication_role = replica');
  try {
    await client.query('drop table if exists plan, people');
    await client.query(
      'create temp table people as select id, row_number() over (order by created_at desc, id) as n from patients',
    );
    await client.query(PLAN, [from, to, people]);
    await client.query(`
      create temp table booked as
        select p.*, q.id as patient_id, to_char(p.at at time zone 'America/New_York', 'YYYYMM') as month,
          case p.status when 'paid' then 30000 when 'partially_paid' then 10000 else 0 end as paid
        from plan p join people q on q.n = p.person;
      alter table booked add column sequence integer, add column payment_id uuid, add column receipt integer;
      update booked b set sequence = s.sequence from (
        select n, row_number() over (partition by month order by n)
          + coalesce((select last from number_series where kind = 'invoice' and month = x.month), 0) as sequence
        from booked x) s where s.n = b.n;
      update booked b set payment_id = gen_random_uuid(), receipt = s.sequence from (
        select n, row_number() over (partition by month order by n)
          + coalesce((select last from number_series where kind = 'receipt' and month = x.month), 0) as sequence
        from booked x where paid > 0) s where s.n = b.n;
      insert into invoices (id, invoice_number, patient_id, staff_id, currency, total_amount_cents, status, issued_at, due_date,
          balance_cents, paid_cents, created_at, updated_at)
        select id, number, patient_id, staff, 'usd', 30000, status::invoice_status, at, at::date + 30, 30000 - paid, paid, at, at
        from (select *, 'CLINIC-' || month || '-' || case when sequence < 10000 then lpad(sequence::text, 4, '0') else sequence::text end
          as number, (select id from staff order by created_at limit 1) as staff from booked) b;
      insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents)
        select id, position, 'Treatment ' || position, 1, 10000 from booked, generate_series(1, 3) position;
      insert into ledger_transactions (id, kind, cause, currency, occurred_at, recorded_at)
        select id, 'issue', 'issue:' || id, 'usd', at, at from booked;
      insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, effect)
        select id, 'usd', 'receivable', 30000, patient_id, id, 'charge' from booked;
      insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id)
        select id, 'usd', 'revenue', -30000, patient_id, id from booked;
      insert into payments (id, invoice_id, amount_cents, currency, status, method, received_at, receipt_number, recorded_by, created_at)
        select payment_id, id, paid, 'usd', 'succeeded', 'cash', at + interval '1 hour',
          'CLINIC-R-' || month || '-' || case when receipt < 10000 then lpad(receipt::text, 4, '0') else receipt::text end,
          (select id from staff order by created_at limit 1), at from booked where paid > 0;
      insert into ledger_transactions (id, kind, cause, currency, occurred_at, recorded_at)
        select payment_id, 'payment', 'payment:' || payment_id, 'usd', at + interval '1 hour', at from booked where paid > 0;
      insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id)
        select payment_id, 'usd', 'cash', paid, patient_id, id, payment_id from booked where paid > 0;
      insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, payment_id, effect)
        select payment_id, 'usd', 'receivable', -paid, patient_id, id, payment_id, 'settle' from booked where paid > 0;
      insert into document_numbers (kind, month, sequence, number, document_id, given_at)
        select 'invoice', month, sequence, i.invoice_number, b.id, at from booked b join invoices i on i.id = b.id;
      insert into document_numbers (kind, month, sequence, number, document_id, given_at)
        select 'receipt', month, receipt, p.receipt_number, p.id, at from booked b join payments p on p.id = b.payment_id;
      insert into number_series (kind, month, last) select 'invoice', month, max(sequence) from booked group by month
        on conflict (kind, month) do update set last = excluded.last;
      insert into number_series (kind, month, last) select 'receipt', month, max(receipt) from booked where paid > 0 group by month
        on conflict (kind, month) do update set last = excluded.last;
      insert into patient_balances (patient_id, currency, balance_cents)
        select patient_id, 'usd', sum(30000 - paid) from booked group by patient_id
        on conflict (patient_id, currency) do update set balance_cents = patient_balances.balance_cents + excluded.balance_cents;
      drop table booked;
      delete from ledger_totals;
      insert into ledger_totals
        select currency, period, 0, invoiced_cents, collected_cents, receivable_cents from ledger_sums
        union all
        select currency, '-infinity', 0, sum(invoiced_cents), sum(collected_cents), sum(receivable_cents) from ledger_sums group by currency;
      delete from open_totals;
      insert into open_totals select currency, due_date, 0, invoices, balance_cents from open_sums`);
    await client.query(
      `insert into audit_logs (actor_type, actor_id, action, target_type, target_id, request_id, created_at)
       select 'staff', $1::uuid, action, 'invoice', id::text, 'seed', at
       from plan, unnest(array['create_invoice', 'issue_invoice', 'read_invoice']) action`,
      [staffId],
    );
  } finally {
    await client.query('set session_replication_role = origin');
  }
  await client.query('analyze');
}

/** The tables of the bare server: the same shapes and list indexes, without guards, ledger and audit. */
export async function createBare(client: pg.Client): Promise<void> {
  await client.query(`
    create extension if not exists pg_trgm;
    create table patients (id uuid primary key default gen_random_uuid(), name text not null, created_at timestamptz not null);
    create index on patients using gin (name gin_trgm_ops);
    create table invoices (id uuid primary key default gen_random_uuid(), invoice_number text unique,
      patient_id uuid not null references patients (id), currency text not null, total_amount_cents bigint not null,
      balance_cents bigint not null, status text not null, issued_at timestamptz, due_date date not null,
      created_at timestamptz not null default now());
    create index on invoices (status, created_at desc, id desc);
    create index on invoices (patient_id, status, created_at desc, id desc);
    create index on invoices using gin (invoice_number gin_trgm_ops);
    create table invoice_items (id uuid primary key default gen_random_uuid(), invoice_id uuid not null references invoices (id),
      position integer not null, description text not null, quantity integer not null, unit_price_cents bigint not null,
      unique (invoice_id, position));
    create table payments (id uuid primary key default gen_random_uuid(), invoice_id uuid not null references invoices (id),
      amount_cents bigint not null, method text not null, received_at timestamptz not null default now());
    create index on payments (invoice_id, received_at desc);
    create table number_series (month text primary key, last integer not null);
    create table stripe_events (id text primary key, payload text not null, received_at timestamptz not null default now());`);
}

/** The same invoices for the bare server. */
export async function seedBare(client: pg.Client, { from, to, total }: Range): Promise<void> {
  const people = patientsFor(total);
  if (from === 0) await client.query(PATIENTS(names()), [0, people]);
  await client.query('drop table if exists plan, people');
  await client.query(
    'create temp table people as select id, row_number() over (order by created_at desc, id) as n from patients',
  );
  await client.query(PLAN, [from, to, people]);
  await client.query(`
    insert into invoices (id, invoice_number, patient_id, currency, total_amount_cents, balance_cents, status, issued_at, due_date, created_at)
      select p.id, 'CLINIC-202601-' || p.n, q.id, 'usd', 30000,
        case p.status when 'paid' then 0 when 'partially_paid' then 20000 else 30000 end, p.status, p.at, p.at::date + 30, p.at
      from plan p join people q on q.n = p.person;
    insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents)
      select id, position, 'Treatment ' || position, 1, 10000 from plan, generate_series(1, 3) position;
    insert into payments (invoice_id, amount_cents, method, received_at)
      select id, case status when 'paid' then 30000 else 10000 end, 'cash', at from plan where status <> 'issued';
    analyze`);
}

/** Throws when what was seeded breaks a rule of the books. */
export async function checkBooks(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ wrong: string }>(`
    select 'a transaction does not balance' as wrong from ledger_entries group by transaction_id having sum(amount_cents) <> 0
    union select 'the totals of an invoice are not its ledger’s' from invoices i
      left join (select invoice_id, sum(amount_cents) as owed from ledger_entries where account = 'receivable' group by 1) l
        on l.invoice_id = i.id where i.balance_cents <> coalesce(l.owed, 0)
    union select 'the balance of a patient is not the ledger’s' from patient_balances b
      left join (select patient_id, currency, sum(amount_cents) as owed from ledger_entries where account = 'receivable' group by 1, 2) l
        using (patient_id, currency) where b.balance_cents <> coalesce(l.owed, 0)
    union select 'a running total is not the sum of its rows' from wrong_totals
    union select 'numbers have a gap' from document_numbers d join number_series s using (kind, month)
      group by kind, month, last having count(*) <> last or max(sequence) <> last
    union select 'a total is not the sum of its lines' from invoices i
      join (select invoice_id, sum(total_cents) as total from invoice_items group by 1) t on t.invoice_id = i.id
      where t.total <> i.total_amount_cents`);
  if (rows.length > 0) throw new Error(`The seed is wrong: ${rows.map(({ wrong }) => wrong).join('; ')}`);
}
