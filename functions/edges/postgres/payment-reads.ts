/** How payments are read: the list of the Payments page, one payment, and what happened to it. */
import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type { PaymentFilter, StoredPayment } from '../../capabilities/ports/payments.ts';
import type { TimelineEvent } from '../../contracts/fields.ts';
import type { InvoicePayment } from '../../contracts/invoices.ts';
import type { ListedPayment } from '../../contracts/payments.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso, midnight } from './instants.ts';
import { MOVING_OF_PAYMENT } from './moving-money.ts';
import { holdsWords, likeLiteral } from './name-search.ts';
import { partOf, paymentsOf } from './payment-parts.ts';
import type { Query } from './pool.ts';

const PAYMENT = `y.id, y.currency, y.status, y.method, y.stripe_payment_id, y.refunded_cents, y.failure_message,
  y.receipt_number, y.reference, ${iso('y.reversed_at')} as reversed_at, ${iso('y.received_at')} as received_at, ${MOVING_OF_PAYMENT}`;
const LISTED = `${PAYMENT}, y.amount_cents, y.invoice_id, i.invoice_number, i.patient_id, p.name as patient_name,
  settled.fee_cents, settled.fee_currency, settled.settled_cents, settled.exchange_rate`;
const OF_PATIENTS =
  'payments y join invoices i on i.id = y.invoice_id join patients p on p.id = i.patient_id';
const JOINED = `${OF_PATIENTS}
  left join lateral (select sum(b.fee_cents)::bigint as fee_cents, min(b.currency) as fee_currency,
      sum(b.amount_cents) filter (where b.exchange_rate is not null)::bigint as settled_cents,
      min(b.exchange_rate)::float8 as exchange_rate
    from balance_transactions b where b.source = y.stripe_charge_id) settled on true`;

/** Each with the part that is the invoice's; what left the invoice wholly is no longer among them. */
export const paymentsOfInvoice = (query: Query, invoiceId: string): Promise<InvoicePayment[]> =>
  query<InvoicePayment>(
    `select ${PAYMENT}, part.cents as amount_cents, y.amount_cents as payment_amount_cents
     from payments y, lateral (${partOf('$1')}) part
     where y.id in (${paymentsOf('$1')}) and part.cents > 0 order by y.received_at desc, y.id desc`,
    [invoiceId],
  );

/** What the payment `y` settles, oldest first, and what it left as credit. */
const PARTS = `(select coalesce(json_agg(json_build_object('invoice_id', a.invoice_id, 'invoice_number', v.invoice_number,
      'amount_cents', a.allocated_cents, 'balance_cents', v.balance_cents) order by a.place), '[]')
    from payment_parts a join invoices v on v.id = a.invoice_id
    where a.payment_id = y.id and a.allocated_cents > 0) as allocations,
  coalesce((select sum(a.credit_cents) from payment_parts a where a.payment_id = y.id), 0)::bigint as credit_cents`;

/** The payments with these ids in their order; undefined where there is none. */
export async function readPayments(query: Query, ids: readonly string[]) {
  const rows = await query<StoredPayment>(
    `select ${LISTED}, ${PARTS}, (select r.reason from payment_reversals r where r.payment_id = y.id) as reversal_reason
     from ${JOINED} where y.id = any ($1::uuid[])`,
    [ids],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}

/** What a filter asks for, with the values. A reversed payment is found by that state only, and by no other. */
function conditionsOf(filter: PaymentFilter): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions: string[] = ['true'];
  if (filter.status === 'reversed') conditions.push('y.reversed_at is not null');
  else if (filter.status) conditions.push(`y.status = ${bind(filter.status)} and y.reversed_at is null`);
  if (filter.method) conditions.push(`y.method = ${bind(filter.method)}`);
  if (filter.patientId) conditions.push(`i.patient_id = ${bind(filter.patientId)}`);
  if (filter.from) conditions.push(`y.received_at >= ${midnight(bind(filter.from), bind(filter.timeZone))}`);
  if (filter.to) conditions.push(`y.received_at < ${midnight(bind(filter.to), bind(filter.timeZone), 1)}`);
  if (filter.query) {
    const text = bind(`%${likeLiteral(filter.query)}%`);
    conditions.push(`(i.invoice_number ilike ${text} or ${holdsWords('p.name_search', filter.query, bind)} or y.receipt_number ilike ${text}
      or y.reference ilike ${text} or y.stripe_payment_id = ${bind(filter.query)})`);
  }
  return { conditions, values };
}

/** The payments that match, as the end of a statement after its columns. */
export function matchingPayments(filter: PaymentFilter): { from: string; values: unknown[] } {
  const { conditions, values } = conditionsOf(filter);
  return { from: `${OF_PATIENTS} where ${conditions.join(' and ')}`, values };
}

/** Newest first. */
export async function listPayments(
  query: Query,
  filter: PaymentFilter,
  page: Page,
): Promise<PageOf<ListedPayment>> {
  const { conditions, values } = conditionsOf(filter);
  const bind = (value: unknown) => `$${values.push(value)}`;
  const after = readCursor(page, ['instant', 'uuid']);
  if (after)
    conditions.push(`(y.received_at, y.id) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`);
  const rows = await query<ListedPayment & { key: string }>(
    `select ${LISTED}, y.received_at::text as key from ${JOINED} where ${conditions.join(' and ')}
     order by y.received_at desc, y.id desc limit ${bind(page.limit + 1)}`,
    values,
  );
  const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
  return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
}

/**
 * What happened to each payment, oldest first: what the ledger booked, what staff and Stripe did (the audit), the payout
 * that its money left Stripe with, and the messages that informed the patient.
 */
export async function paymentTimelines(query: Query, ids: readonly string[]): Promise<TimelineEvent[][]> {
  const rows = await query<TimelineEvent & { id: string }>(
    `select asked.id, ${iso('at')} as at, what, actor, amount_cents, details
     from unnest($1::uuid[]) as asked (id) cross join lateral (
       select t.occurred_at as at, t.recorded_at as known, t.kind as what, null::text as actor,
         coalesce(sum(e.amount_cents) filter (where e.account in ('stripe_clearing', 'cash', 'bank')), 0)::bigint as amount_cents,
         jsonb_build_object('cause', t.cause) as details
       from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
       where e.payment_id = asked.id and t.kind <> 'exchange_from' group by t.id
       union all
       select b.made_at, b.created_at, 'converted', null, null, jsonb_build_object('settled_cents', b.amount_cents,
         'settled_currency', b.currency, 'exchange_rate', b.exchange_rate, 'fee_cents', b.fee_cents)
       from payments y join balance_transactions b on b.source = y.stripe_charge_id
       where y.id = asked.id and b.exchange_rate is not null
       union all
       select a.created_at, a.created_at, a.action, coalesce(s.name, 'System'), null, a.details - 'payment_id'
       from audit_logs a left join staff s on s.id = a.actor_id where a.details ->> 'payment_id' = asked.id::text
       union all
       select o.made_at, o.created_at, 'payout', null, case when b.currency = y.currency then b.net_cents end,
         jsonb_build_object('stripe_payout_id', o.stripe_payout_id, 'status', o.status, 'arrives_on', o.arrives_on,
           'settled_cents', b.net_cents, 'settled_currency', b.currency)
       from payments y join balance_transactions b on b.source = y.stripe_charge_id
         join payouts o on o.stripe_payout_id = b.stripe_payout_id where y.id = asked.id
       union all
       select coalesce(m.sent_at, m.created_at), m.created_at, 'message_' || m.state, null, null,
         jsonb_build_object('kind', m.kind, 'channel', m.channel)
       from messages m where m.channel in ('email', 'sms') and m.cause = 'payment:' || asked.id) happened
     order by happened.known, happened.at, happened.what`,
    [ids],
  );
  return ids.map((id) => rows.filter((row) => row.id === id).map(({ id: _, ...event }) => event));
}
