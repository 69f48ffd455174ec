/** What the ledger says of an invoice as of any instant; nothing here is stored twice. */
import type { InvoiceBalanceStore, StoredInvoiceBalance } from '../../capabilities/ports/invoice-balance.ts';
import { given, HAPPENED } from './as-of.ts';
import type { Query } from './pool.ts';

export const invoiceBalanceStore = (query: Query): InvoiceBalanceStore => ({
  async asOf(id, instant) {
    const [row] = await query<StoredInvoiceBalance & { known: boolean }>(
      `select exists (select from invoices where id = $3) as known, coalesce(sum(e.amount_cents), 0) as balance_cents,
         coalesce(sum(e.amount_cents) filter (where e.effect = 'charge'), 0) as charged_cents,
         coalesce(-sum(e.amount_cents) filter (where e.effect = 'settle'), 0) as paid_cents,
         coalesce(sum(e.amount_cents) filter (where e.effect = 'refund'), 0) as refunded_cents,
         coalesce(-sum(e.amount_cents) filter (where e.effect = 'credit'), 0) as credited_cents,
         coalesce(-sum(e.amount_cents) filter (where e.effect = 'write_off'), 0) as written_off_cents
       from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where e.invoice_id = $3 and e.account = 'receivable' and ${HAPPENED}`,
      [...given(instant), id],
    );
    if (!row?.known) return undefined;
    const { known: _, ...figures } = row;
    return figures;
  },
});
