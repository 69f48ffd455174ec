/** Invoices in PostgreSQL: drafts written as they were computed, and what the ledger and Stripe say joined when read. */
import type { Draft, InvoiceStore, StoredInvoice } from '../../capabilities/ports/invoices.ts';
import { requireFound } from '../../domain/not-found.ts';
import type { Encryption } from '../security/encryption.ts';
import { accountInvoices, payableOfAccount } from './account-reads.ts';
import { readDashboard } from './dashboard.ts';
import { ADD_LINES, LINES, lineRows } from './invoice-lines.ts';
import {
  invoiceTimeline,
  itemsOfInvoices,
  listInvoices,
  openInvoices,
  readInvoices,
  readPublicInvoice,
} from './invoice-reads.ts';
import { addDrafts, lockInvoices, lockStandings, markManyIssued, setStatuses } from './invoice-writes.ts';
import { single } from './many.ts';
import { NOTES } from './notes.ts';
import type { Query } from './pool.ts';

export const invoiceStore = (query: Query, encryption: Encryption): InvoiceStore => ({
  addDraft: (draft, staffId) => single(addDrafts(encryption), query, { draft, staffId }),

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
    await query(`${ADD_LINES} from ${LINES}`, [JSON.stringify(lineRows(id, draft))]);
  },

  async removeDraft(id) {
    await query('delete from invoice_items where invoice_id = $1', [id]);
    await query('delete from invoices where id = $1', [id]);
  },

  async idOfNumber(number) {
    const [row] = await query<{ id: string }>('select id from invoices where invoice_number = $1', [number]);
    return row?.id;
  },

  lock: (id) => single(lockInvoices(encryption), query, id),
  require: async (id) => requireFound(await single(lockInvoices(encryption), query, id), 'invoice'),
  async lockSeveral(ids) {
    const found = await lockInvoices(encryption)(query, ids);
    return found.filter((invoice) => invoice !== undefined);
  },
  open: (patientId, currency) => openInvoices(query, patientId, currency),
  ofAccount: (patientId) => accountInvoices(query, patientId),
  payableOfAccount: (patientId, currency) => payableOfAccount(query, patientId, currency),
  lockStanding: (id) => single(lockStandings, query, id),

  async get(id, today) {
    const [found] = await readInvoices(query, encryption, [id], today);
    return found;
  },
  itemsOf: (ids) => itemsOfInvoices(query, ids),

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

  markIssued: (id, number, at) => single(markManyIssued, query, { id, number, at }),
  setStatus: (id, status) => single(setStatuses, query, { id, status }),

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

async function sealNotes(query: Query, encryption: Encryption, draft: Draft): Promise<Buffer | null> {
  if (draft.notes === null) return null;
  const [row] = await query<{ data_key: Buffer | null }>('select data_key from patients where id = $1', [
    draft.patientId,
  ]);
  return row?.data_key ? encryption.seal(encryption.unwrap(row.data_key), draft.notes, NOTES) : null;
}
