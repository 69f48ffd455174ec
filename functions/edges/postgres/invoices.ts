/** Invoices in PostgreSQL: drafts written as they were computed, and what the ledger and Stripe say joined when read. */
import type { Draft, InvoiceStore, LockedInvoice, StoredInvoice } from '../../capabilities/ports/invoices.ts';
import { requireFound } from '../../domain/not-found.ts';
import { cents } from '../../domain/money.ts';
import type { Encryption } from '../security/encryption.ts';
import { readDashboard } from './dashboard.ts';
import { firstRow } from './first-row.ts';
import { invoiceTimeline, listInvoices, readInvoices, readPublicInvoice } from './invoice-reads.ts';
import { NOTES, openNotes } from './notes.ts';
import type { Query } from './pool.ts';

type LockedRow = Omit<LockedInvoice, 'notes'> & { notes: Buffer | null; data_key: Buffer | null };

export const invoiceStore = (query: Query, encryption: Encryption): InvoiceStore => ({
  async addDraft(draft, staffId) {
    const row = firstRow(
      await query<{ id: string }>(
        `insert into invoices (patient_id, staff_id, currency, discount_cents, total_amount_cents, due_date, notes)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
        [
          draft.patientId,
          staffId,
          draft.currency,
          draft.discountCents,
          draft.totalCents,
          draft.dueOn,
          await sealNotes(query, encryption, draft),
        ],
      ),
      'a draft is added',
    );
    const { id } = row;
    await addLines(query, id, draft);
    return id;
  },

  async replaceDraft(id, draft) {
    await query(
      `update invoices set patient_id = $2, currency = $3, discount_cents = $4, total_amount_cents = $5, due_date = $6,
         notes = $7, version = version + 1 where id = $1`,
      [
        id,
        draft.patientId,
        draft.currency,
        draft.discountCents,
        draft.totalCents,
        draft.dueOn,
        await sealNotes(query, encryption, draft),
      ],
    );
    await query('delete from invoice_items where invoice_id = $1', [id]);
    await addLines(query, id, draft);
  },

  async removeDraft(id) {
    await query('delete from invoice_items where invoice_id = $1', [id]);
    await query('delete from invoices where id = $1', [id]);
  },

  async idOfNumber(number) {
    const [row] = await query<{ id: string }>('select id from invoices where invoice_number = $1', [number]);
    return row?.id;
  },

  lock: (id) => lockInvoice(query, encryption, id),
  require: async (id) => requireFound(await lockInvoice(query, encryption, id), 'invoice'),

  async get(id, today) {
    const [found] = await readInvoices(query, encryption, [id], today);
    return found;
  },
  list: (filter, page) => listInvoices(query, filter, page),
  async state(id) {
    const [row] = await query<Pick<StoredInvoice, 'status' | 'balance_cents'>>(
      'select status, balance_cents from invoices where id = $1',
      [id],
    );
    return row;
  },
  timeline: (id) => invoiceTimeline(query, id),
  publicView: (id) => readPublicInvoice(query, id),
  dashboard: (currency, today, timeZone) => readDashboard(query, currency, today, timeZone),

  async markIssued(id, number, at) {
    await query(
      `update invoices set status = 'issued', invoice_number = $2, issued_at = $3, version = version + 1 where id = $1`,
      [id, number, at],
    );
  },

  async setStatus(id, status) {
    await query(
      `update invoices set status = $2::invoice_status, version = version + 1,
         overdue_since = case when $2::invoice_status in ('issued', 'partially_paid') then overdue_since end where id = $1`,
      [id, status],
    );
  },

  async markCancelled(id, reason, at) {
    await query(
      `update invoices set status = 'cancelled', cancelled_at = $2, cancel_reason = $3, overdue_since = null,
         version = version + 1 where id = $1`,
      [id, at, reason],
    );
  },

  async moveDueDate(id, dueOn) {
    await query(
      // That it was late is taken back by the database; the sweep decides again.
      `update invoices set due_date = $2, version = version + 1 where id = $1`,
      [id, dueOn],
    );
  },

  async rememberCheckout(id, kind, stripeId) {
    const column = kind === 'payment_link' ? 'stripe_payment_link_id' : 'stripe_checkout_session_id';
    await query(`update invoices set ${column} = $2 where id = $1`, [id, stripeId]);
  },
});

async function lockInvoice(
  query: Query,
  encryption: Encryption,
  id: string,
): Promise<LockedInvoice | undefined> {
  const [row] = await query<LockedRow>(
    `select i.id, i.patient_id as "patientId", i.currency, i.status, i.invoice_number as number, i.version, i.notes, p.data_key,
       i.total_amount_cents as "totalCents", i.discount_cents as "discountCents", i.due_date as "dueOn",
       i.issued_at as "issuedAt", i.archived_at is not null as archived,
       i.balance_cents as "balanceCents", i.paid_cents - i.refunded_cents as "paidCents",
       coalesce((select tax_cents from archives where invoice_id = i.id and state = 'archived'),
         (select coalesce(sum(tax_cents), 0)::bigint from invoice_items where invoice_id = i.id)) as "taxCents",
       (select coalesce(json_agg(json_build_object('id', id, 'description', description, 'quantity', quantity,
          'unitPriceCents', unit_price_cents, 'discountCents', discount_cents, 'discountShareCents', invoice_discount_cents,
          'taxRateThousandths', coalesce(tax_rate_thousandths, tax_basis_points * 10),
          'taxCents', tax_cents, 'totalCents', total_cents) order by position), '[]')
        from invoice_items where invoice_id = i.id) as lines
     from invoices i join patients p on p.id = i.patient_id where i.id = $1 for update of i`,
    [id],
  );
  if (!row) return undefined;
  const { data_key: key, notes, ...rest } = row;
  return { ...rest, notes: openNotes(encryption, key, notes), taxCents: cents(row.taxCents) };
}

async function addLines(query: Query, invoiceId: string, draft: Draft): Promise<void> {
  await query(
    `insert into invoice_items (invoice_id, position, description, quantity, unit_price_cents, discount_cents,
       invoice_discount_cents, tax_rate_thousandths, tax_basis_points, tax_cents)
     select $1, position, description, quantity, unit_price_cents, discount_cents, invoice_discount_cents, tax_rate_thousandths,
       case when tax_rate_thousandths % 10 = 0 then tax_rate_thousandths / 10 end, tax_cents
     from jsonb_to_recordset($2) as l (position integer, description text, quantity numeric, unit_price_cents bigint,
       discount_cents bigint, invoice_discount_cents bigint, tax_rate_thousandths integer, tax_cents bigint)`,
    [
      invoiceId,
      JSON.stringify(
        draft.lines.map((line, index) => ({
          position: index + 1,
          description: line.description,
          quantity: line.quantity,
          unit_price_cents: line.unitPriceCents,
          discount_cents: line.discountCents,
          invoice_discount_cents: line.discountShareCents,
          tax_rate_thousandths: line.taxRateThousandths,
          tax_cents: line.taxCents,
        })),
      ),
    ],
  );
}

async function sealNotes(query: Query, encryption: Encryption, draft: Draft): Promise<Buffer | null> {
  if (draft.notes === null) return null;
  const [row] = await query<{ data_key: Buffer | null }>('select data_key from patients where id = $1', [
    draft.patientId,
  ]);
  return row?.data_key ? encryption.seal(encryption.unwrap(row.data_key), draft.notes, NOTES) : null;
}
