/** After recovery: our books and Stripe's truth are compared to the cent, and nothing may be stuck. */
import type pg from 'pg';
import type { Truth } from '../../../infra/local/emulator-control.ts';

/** A statement that must hold, and what contradicts it. */
export type Check = { what: string; wrong: string[] };

/** What is still being worked on; empty when the system has come to rest. */
export async function unrest(database: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await database.query<Record<string, number>>(`select
    (select count(*)::int from stripe_events where state = 'received') as events,
    (select count(*)::int from outbox where state = 'pending') as work,
    (select count(*)::int from checkout_sessions where state in ('creating', 'closing')) as pages,
    (select count(*)::int from messages where state = 'pending') as messages,
    (select count(*)::int from refunds where status in ('approved', 'processing')) as refunds`);
  return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([, count]) => count > 0));
}

/** Every statement that must hold, with the counter-examples found. */
export async function verdict(database: pg.Pool, truth: Truth): Promise<Check[]> {
  const charged = truth.charges.filter((charge) => charge.status === 'succeeded');
  const payments = await rowsOf<{ pi: string; cents: number; invoice: string }>(
    database,
    `select stripe_payment_id as pi, amount_cents::int as cents, invoice_id as invoice from payments where status <> 'failed'
       and stripe_payment_id is not null`,
  );
  const booked = new Map(payments.map((payment) => [payment.pi, payment]));
  const missing = charged.filter((charge) => booked.get(charge.payment_intent)?.cents !== charge.amount);
  const unknown = payments.filter(
    (payment) => !charged.some((charge) => charge.payment_intent === payment.pi),
  );
  const none = (sql: string) =>
    rowsOf<{ wrong: string }>(database, sql).then((rows) => rows.map((row) => row.wrong));
  return [
    {
      what: 'every charge at Stripe is one payment here, to the cent',
      wrong: missing.map((charge) => charge.id),
    },
    { what: 'every payment here is a charge at Stripe', wrong: unknown.map((payment) => payment.pi) },
    {
      what: 'no one was charged more than the invoice, but what is kept as credit',
      wrong: await none(OVERCHARGED),
    },
    { what: 'the ledger sums to zero', wrong: await none(UNBALANCED) },
    { what: 'the money at Stripe in our ledger is what Stripe took', wrong: await clearing(database, truth) },
    { what: 'numbers have no gap', wrong: await none(GAPS) },
    { what: 'one receipt a payment', wrong: await none(RECEIPTS) },
    { what: 'no refund was made twice', wrong: twice(truth) },
    { what: 'nothing lies dead or quarantined', wrong: await none(DEAD) },
    {
      what: 'no page is open for an invoice that is paid or cancelled',
      wrong: await openPages(database, truth),
    },
  ];
}

const OVERCHARGED = `select i.id::text as wrong from invoices i
  join (select invoice_id, sum(amount_cents) as cents from payments where status <> 'failed' group by 1) p on p.invoice_id = i.id
  where p.cents > i.paid_cents + coalesce((select sum(-e.amount_cents) from ledger_entries e join payments y on y.id = e.payment_id
    where y.invoice_id = i.id and e.account = 'patient_credit'), 0)`;
const UNBALANCED = `select currency as wrong from ledger_entries group by currency having sum(amount_cents) <> 0`;
const GAPS = `select kind || month as wrong from document_numbers group by kind, month having count(*) <> max(sequence)`;
const RECEIPTS = `select invoice_id::text as wrong from messages where kind = 'receipt' group by invoice_id, cause, channel having count(*) > 1`;
const DEAD = `select topic || ': ' || coalesce(last_error, '') as wrong from outbox where state = 'dead'
  union all select id || ': ' || reason from stripe_events where state = 'quarantined'`;

/** Our refunds carry their own id, so that two at Stripe for one of ours show. */
function twice(truth: Truth): string[] {
  const ids = truth.refunds.map((refund) => refund.metadata.refund_id ?? refund.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

async function clearing(database: pg.Pool, truth: Truth): Promise<string[]> {
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  const taken =
    sum(truth.charges.filter((charge) => charge.status === 'succeeded').map((charge) => charge.amount)) -
    sum(truth.refunds.filter((refund) => refund.status === 'succeeded').map((refund) => refund.amount));
  const [ours] = await rowsOf<{ cents: number }>(
    database,
    `select coalesce(sum(e.amount_cents), 0)::int as cents from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
     where e.account = 'stripe_clearing' and t.kind in ('payment', 'refund', 'refund_failed')`,
  );
  return ours?.cents === taken ? [] : [`ours ${ours?.cents}, Stripe's ${taken}`];
}

async function openPages(database: pg.Pool, truth: Truth): Promise<string[]> {
  const closed = await rowsOf<{ id: string }>(
    database,
    `select id::text from invoices where status in ('paid', 'cancelled')`,
  );
  const ids = new Set(closed.map((row) => row.id));
  return truth.sessions
    .filter((session) => session.status === 'open' && ids.has(session.metadata.invoice_id ?? ''))
    .map((session) => session.id);
}

async function rowsOf<Row extends pg.QueryResultRow>(database: pg.Pool, sql: string): Promise<Row[]> {
  return (await database.query<Row>(sql)).rows;
}
