/** How invoices are read: each page in one round trip, from indexes. */

import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type { InvoiceFilter, StoredInvoice, StoredPublicInvoice } from '../../capabilities/ports/invoices.ts';
import type { TimelineEvent } from '../../contracts/fields.ts';
import type { InvoiceSummary } from '../../contracts/invoices.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Encryption } from '../security/encryption.ts';
import { freeCredit } from './credits.ts';
import { pageOf, readCursor } from './cursor.ts';
import { MOVING_OF_INVOICE, PAYMENT_ON_ITS_WAY } from './moving-money.ts';
import { holdsWords, likeLiteral } from './name-search.ts';
import { openNotes } from './notes.ts';
import type { Query } from './pool.ts';

/** Instants as ISO 8601 in UTC, the way JSON has them. */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The sweep marks late invoices; until it has run, the due date decides. `$1` is the clinic's day, if known. */
const OVERDUE_SINCE = `case when i.status in ('issued', 'partially_paid')
  then coalesce(i.overdue_since, case when i.due_date < $1::date then i.due_date + 1 end) end`;

const SUMMARY = `i.id, i.invoice_number, i.patient_id, p.name as patient_name, i.status, i.currency, i.total_amount_cents,
  i.balance_cents, i.due_date::text as due_date, (${OVERDUE_SINCE})::text as overdue_since, ${iso('i.issued_at')} as issued_at,
  ${iso('i.created_at')} as created_at, ${MOVING_OF_INVOICE}`;

const ITEM = `'description', t.description, 'quantity', t.quantity, 'unit_price_cents', t.unit_price_cents,
  'discount_cents', t.discount_cents, 'tax_cents', t.tax_cents, 'total_cents', t.total_cents`;

/** The invoices with these ids in their order, undefined where there is none; `today` decides what is overdue. */
export async function readInvoices(
  query: Query,
  encryption: Encryption,
  ids: readonly string[],
  today: Day | undefined,
): Promise<(StoredInvoice | undefined)[]> {
  const rows = await query<Omit<StoredInvoice, 'notes'> & { notes: Buffer | null; data_key: Buffer | null }>(
    `select ${SUMMARY}, i.staff_id, i.discount_cents, i.notes, p.data_key, i.stripe_checkout_session_id,
       i.stripe_payment_link_id, ${iso('i.cancelled_at')} as cancelled_at, i.cancel_reason, ${iso('i.archived_at')} as archived_at, i.version,
       ${iso('i.updated_at')} as updated_at,
       json_build_object('paid_cents', i.paid_cents, 'refunded_cents', i.refunded_cents, 'credited_cents', i.credited_cents,
         'written_off_cents', i.written_off_cents, 'balance_cents', i.balance_cents) as payment_summary,
       (select coalesce(json_agg(json_build_object('id', t.id, 'tax_basis_points', t.tax_basis_points,
          'tax_rate_thousandths', coalesce(t.tax_rate_thousandths, t.tax_basis_points * 10),
          'invoice_discount_cents', t.invoice_discount_cents, ${ITEM})
          order by t.position), '[]') from invoice_items t where t.invoice_id = i.id) as items,
       case when c.state = 'open' then json_build_object('url', c.url, 'kind', c.kind, 'amount_cents', c.amount_cents,
         'expires_at', ${iso('c.expires_at')}) end as payment_link,
       case when i.status not in ('issued', 'partially_paid') then 'none' when c.state in ('creating', 'closing') then 'pending'
         when c.state in ('open', 'failed') then c.state else 'none' end as payment_link_status,
       case when i.status not in ('draft', 'cancelled') then
         (select json_build_object('id', l.id, 'purpose', l.purpose, 'expires_at', ${iso('l.expires_at')})
          from patient_links l where l.invoice_id = i.id and l.purpose = 'pay' and l.revoked_at is null and l.expires_at > now()
          order by l.created_at desc limit 1) end as link,
       ${freeCredit('i.patient_id', 'i.currency')} as patient_credit_cents
     from invoices i join patients p on p.id = i.patient_id
       left join lateral (select * from checkout_sessions where invoice_id = i.id order by created_at desc limit 1) c on true
     where i.id = any ($2::uuid[])`,
    [today ?? null, ids],
  );
  const found = new Map(
    rows.map(({ data_key: key, notes, ...rest }) => [
      rest.id,
      { ...rest, notes: openNotes(encryption, key, notes) },
    ]),
  );
  return ids.map((id) => found.get(id));
}

export async function listInvoices(
  query: Query,
  filter: InvoiceFilter,
  page: Page,
): Promise<PageOf<InvoiceSummary>> {
  const values: unknown[] = [filter.today];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions: string[] = [];

  if (filter.patientId) conditions.push(`i.patient_id = ${bind(filter.patientId)}`);
  if (filter.status === 'outstanding') conditions.push(`i.status in ('issued', 'partially_paid')`);
  else if (filter.status === 'overdue') {
    conditions.push(`i.status in ('issued', 'partially_paid') and i.due_date < $1::date`);
  } else if (filter.status) conditions.push(`i.status = ${bind(filter.status)}`);
  const midnight = (day: string, later: number) =>
    `(${bind(day)}::date + ${later})::timestamp at time zone ${bind(filter.timeZone)}`;
  if (filter.from) conditions.push(`coalesce(i.issued_at, i.created_at) >= ${midnight(filter.from, 0)}`);
  if (filter.to) conditions.push(`coalesce(i.issued_at, i.created_at) < ${midnight(filter.to, 1)}`);
  if (filter.query) {
    const exact = bind(filter.query.trim().toUpperCase());
    const text = bind(`%${likeLiteral(filter.query)}%`);
    // A whole number is one look-up. Otherwise each half comes from its own index; an "or" over both tables would read
    // them through.
    const whole = `select id from invoices where invoice_number = ${exact}`;
    conditions.push(`i.id in (${whole}
      union all select id from invoices where invoice_number ilike ${text} and not exists (${whole})
      union all select v.id from patients n join invoices v on v.patient_id = n.id
        where ${holdsWords('n.name_search', filter.query, bind)} and not exists (${whole}))`);
  }
  const after = readCursor(page, ['instant', 'uuid']);
  if (after)
    conditions.push(`(i.created_at, i.id) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`);

  const rows = await query<InvoiceSummary & { key: string }>(
    `select ${SUMMARY}, i.created_at::text as key from invoices i join patients p on p.id = i.patient_id
     where $1::date is not null ${conditions.map((condition) => `and ${condition}`).join(' ')}
     order by i.created_at desc, i.id desc limit ${bind(page.limit + 1)}`,
    values,
  );
  const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
  return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
}

/**
 * The first seal that was made after the payment's audit row: rows and seals never change, so it never does either. The
 * same spelling as `sealCode`.
 */
const SEAL_OF_PAYMENT = `(select s.number || '-' || left(encode(s.signature, 'hex'), 12) from audit_seals s
  where s.sequence >= (select min(a.sequence) from audit_logs a where a.target_type = 'invoice' and a.target_id = i.id::text
    and a.action in ('mark_paid', 'record_payment') and a.details ->> 'payment_id' = y.id::text)
  order by s.sequence, s.number limit 1)`;

/** What payments and credit notes of the invoice added to the patient's credit, less what was taken back of it since. */
const TO_CREDIT = `greatest(0, (select coalesce(-sum(e.amount_cents), 0)::bigint from ledger_entries e
    where e.account = 'patient_credit' and e.payment_id in (select y.id from payments y where y.invoice_id = i.id))
  + (select coalesce(sum(n.to_credit_cents), 0)::bigint from credit_notes n where n.invoice_id = i.id))`;

export async function readPublicInvoice(query: Query, id: string): Promise<StoredPublicInvoice | undefined> {
  const [row] = await query<StoredPublicInvoice>(
    `select i.invoice_number, i.status, i.currency, ${iso('i.issued_at')} as issued_on, i.due_date::text as due_date,
       p.name as patient_name, p.language, i.discount_cents, i.total_amount_cents, i.paid_cents - i.refunded_cents as paid_cents,
       i.credited_cents + i.written_off_cents as credited_cents, i.balance_cents, ${TO_CREDIT} as to_credit_cents,
       (select coalesce(json_agg(json_build_object(
          'tax_rate_thousandths', coalesce(t.tax_rate_thousandths, t.tax_basis_points * 10), ${ITEM}) order by t.position), '[]')
        from invoice_items t where t.invoice_id = i.id) as items,
       (select coalesce(json_agg(json_build_object('amount_cents', y.amount_cents, 'refunded_cents', y.refunded_cents,
          'method', y.method, 'reference', coalesce(y.receipt_number, y.stripe_payment_id, y.id::text), 'seal', ${SEAL_OF_PAYMENT}, 'received_at', ${iso('y.received_at')})
          order by y.received_at desc), '[]') from payments y where y.invoice_id = i.id and y.status <> 'failed' and y.reversed_at is null) as payments,
       ${PAYMENT_ON_ITS_WAY} as processing,
       (select coalesce(y.failure_code, 'declined') from payments y where y.invoice_id = i.id and y.status = 'failed' and not exists
          (select from payments z where z.invoice_id = i.id and z.status <> 'failed' and z.received_at >= y.received_at)
        order by y.received_at desc limit 1) as failure_code
     from invoices i join patients p on p.id = i.patient_id where i.id = $1 and i.invoice_number is not null
       and i.archived_at is null`,
    [id],
  );
  return row;
}

/** What staff, the patient and Stripe did to an invoice and its payments, as the audit has it; readings are left out. */
export const invoiceTimeline = (query: Query, id: string): Promise<TimelineEvent[]> =>
  query<TimelineEvent>(
    `select ${iso('a.created_at')} as at, a.action as what, coalesce(s.name, 'System') as actor,
       null::bigint as amount_cents, a.details
     from audit_logs a left join staff s on s.id = a.actor_id
     where a.outcome = 'done' and a.action not like 'read\\_%'
       and (a.target_type = 'invoice' and a.target_id = $1::uuid::text
         or a.details ->> 'payment_id' in (select y.id::text from payments y where y.invoice_id = $1))
     order by a.sequence`,
    [id],
  );
