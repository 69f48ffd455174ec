/** How invoices are read: each page in one round trip, from indexes. */

import type { Page, PageOf } from '../../capabilities/ports/common.ts';
import type { InvoiceFilter, StoredInvoice, StoredPublicInvoice } from '../../capabilities/ports/invoices.ts';
import type { TimelineEvent } from '../../contracts/fields.ts';
import type { InvoiceItem } from '../../contracts/invoice-lines.ts';
import type { InvoiceSummary } from '../../contracts/invoices.ts';
import type { Settleable } from '../../domain/allocation.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { INVOICE_STATUSES } from '../../domain/invoice.ts';
import type { Encryption } from '../security/encryption.ts';
import { pageOf, readCursor } from './cursor.ts';
import { iso } from './instants.ts';
import { detailsOf, INVOICES, LINK, summaryOf } from './invoice-columns.ts';
import { ITEM, WHOLE_ITEM } from './invoice-lines.ts';
import { PAYMENT_ON_ITS_WAY } from './moving-money.ts';
import { holdsWords, likeLiteral } from './name-search.ts';
import { openNotes } from './notes.ts';
import { partOf, paymentsOf } from './payment-parts.ts';
import type { Query } from './pool.ts';

/** The invoices with these ids in their order, undefined where there is none; `today` decides what is overdue. */
export async function readInvoices(
  query: Query,
  encryption: Encryption,
  ids: readonly string[],
  today: Day | undefined,
): Promise<(StoredInvoice | undefined)[]> {
  const rows = await query<Omit<StoredInvoice, 'notes'> & { notes: Buffer | null; data_key: Buffer | null }>(
    `select ${detailsOf('$1')}, i.notes, p.data_key, ${LINK} as link from ${INVOICES} where i.id = any ($2::uuid[])`,
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

/** Adds a value of a type to a statement and gives its place there. */
export type Bind = (value: unknown, type: 'uuid' | 'date' | 'text') => string;

/** What a filter asks for, but for its text. A status is one of a few and stands in the statement, where it can choose an index. */
export function conditionsOf(filter: InvoiceFilter, today: string, bind: Bind): string[] {
  const midnight = (day: string, later: number) =>
    `(${bind(day, 'date')}::date + ${later})::timestamp at time zone ${bind(filter.timeZone, 'text')}`;
  const conditions: string[] = [];
  if (filter.patientId) conditions.push(`i.patient_id = ${bind(filter.patientId, 'uuid')}`);
  if (filter.status) conditions.push(statusCondition(filter.status, today));
  if (filter.from) conditions.push(`coalesce(i.issued_at, i.created_at) >= ${midnight(filter.from, 0)}`);
  if (filter.to) conditions.push(`coalesce(i.issued_at, i.created_at) < ${midnight(filter.to, 1)}`);
  return conditions;
}

function statusCondition(status: NonNullable<InvoiceFilter['status']>, today: string): string {
  if (status === 'outstanding') return `i.status in ('issued', 'partially_paid')`;
  if (status === 'overdue') return `i.status in ('issued', 'partially_paid') and i.due_date < ${today}::date`;
  if (!INVOICE_STATUSES.includes(status)) throw new Error('This is no status of an invoice.');
  return `i.status = '${status}'`;
}

/** What a filter asks for with its text, each after an `and`, and the values; `$1` is the clinic's day. */
export function matchingConditions(filter: InvoiceFilter): { conditions: string; values: unknown[] } {
  const values: unknown[] = [filter.today];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, '$1', (value) => bind(value));
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
  return { conditions: conditions.map((condition) => `and ${condition}`).join(' '), values };
}

export async function listInvoices(
  query: Query,
  filter: InvoiceFilter,
  page: Page,
): Promise<PageOf<InvoiceSummary>> {
  const { conditions, values } = matchingConditions(filter);
  const bind = (value: unknown) => `$${values.push(value)}`;
  const after = readCursor(page, ['instant', 'uuid']);
  const onward = after
    ? `and (i.created_at, i.id) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`
    : '';
  const rows = await query<InvoiceSummary & { key: string }>(
    `select ${summaryOf('$1')}, i.created_at::text as key from invoices i join patients p on p.id = i.patient_id
     where $1::date is not null ${conditions} ${onward}
     order by i.created_at desc, i.id desc limit ${bind(page.limit + 1)}`,
    values,
  );
  const found = pageOf(rows, page.limit, (row) => [row.key, row.id]);
  return { ...found, data: found.data.map(({ key: _, ...row }) => row) };
}

/** The lines of these invoices in their order; none of an invoice that is archived. */
export async function itemsOfInvoices(
  query: Query,
  ids: readonly string[],
): Promise<Map<string, InvoiceItem[]>> {
  const rows = await query<{ invoice_id: string; items: InvoiceItem[] }>(
    `select t.invoice_id, json_agg(json_build_object(${WHOLE_ITEM}) order by t.position) as items
     from invoice_items t where t.invoice_id = any ($1::uuid[]) group by t.invoice_id`,
    [ids],
  );
  return new Map(rows.map(({ invoice_id, items }) => [invoice_id, items]));
}

/** What the patient owes in a currency. */
export const openInvoices = (query: Query, patientId: string, currency: Currency): Promise<Settleable[]> =>
  query<Settleable>(
    `select id, patient_id as "patientId", currency, status, balance_cents as "balanceCents",
       due_date as "dueOn", invoice_number as number
     from invoices where patient_id = $1 and currency = $2 and status in ('issued', 'partially_paid')`,
    [patientId, currency],
  );

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
       d.clinic_version, d.patient_name, d.language, i.discount_cents, i.total_amount_cents, i.paid_cents - i.refunded_cents as paid_cents,
       i.credited_cents + i.written_off_cents as credited_cents, i.balance_cents, ${TO_CREDIT} as to_credit_cents,
       (select coalesce(json_agg(json_build_object(
          'tax_rate_thousandths', coalesce(t.tax_rate_thousandths, t.tax_basis_points * 10), ${ITEM}) order by t.position), '[]')
        from invoice_items t where t.invoice_id = i.id) as items,
       (select coalesce(json_agg(json_build_object('amount_cents', part.cents, 'refunded_cents', y.refunded_cents,
          'method', y.method, 'reference', coalesce(y.receipt_number, y.stripe_payment_id, y.id::text), 'seal', ${SEAL_OF_PAYMENT}, 'received_at', ${iso('y.received_at')})
          order by y.received_at desc), '[]') from payments y, lateral (${partOf('i.id')}) part
        where y.id in (${paymentsOf('i.id')}) and y.status <> 'failed' and y.reversed_at is null) as payments,
       ${PAYMENT_ON_ITS_WAY} as processing,
       (select coalesce(y.failure_code, 'declined') from payments y where y.invoice_id = i.id and y.status = 'failed' and not exists
          (select from payments z where z.invoice_id = i.id and z.status <> 'failed' and z.received_at >= y.received_at)
        order by y.received_at desc limit 1) as failure_code
     from invoices i join issued_documents d on d.kind = 'invoice' and d.document_id = i.id where i.id = $1
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
         or a.target_type = 'payment_plan' and a.target_id in (
           select c.plan_id::text from payment_plan_invoices c where c.invoice_id = $1)
         or a.target_type <> 'invoice' and a.details ->> 'payment_id' in (select id::text from (${paymentsOf('$1')}) y))
     order by a.sequence`,
    [id],
  );
