/** Fees for lateness, each an invoice of its own that names the invoice it is for. */
import type { LateFeeStore } from '../../capabilities/ports/late-fees.ts';
import type { DueKey } from '../../capabilities/ports/overdue.ts';
import type { Query } from './pool.ts';

export const lateFeeStore = (query: Query): LateFeeStore => ({
  async find(dueBefore, after, limit) {
    return query<DueKey>(
      `select i.due_date as "dueOn", i.id from invoices i
       where i.status in ('issued', 'partially_paid') and i.due_date < $1::date and i.reminders_paused_at is null
         and ($2::date is null or (i.due_date, i.id) > ($2::date, $3::uuid))
         and not exists (select from late_fees f where f.fee_invoice_id = i.id)
         and not exists (select from disputes d join payments y on y.id = d.payment_id
           where (y.invoice_id = i.id or y.id in (select e.payment_id from ledger_entries e where e.invoice_id = i.id and e.account = 'receivable'))
        and d.status not in ('won', 'lost', 'warning_closed', 'prevented'))
       order by i.due_date, i.id limit $4`,
      [dueBefore, after?.dueOn ?? null, after?.id ?? null, limit],
    );
  },

  async add({ invoiceId, rule, period, feeInvoiceId, amountCents }) {
    await query(
      'insert into late_fees (invoice_id, rule, period, fee_invoice_id, amount_cents) values ($1, $2, $3, $4, $5)',
      [invoiceId, rule, period, feeInvoiceId, amountCents],
    );
  },

  async has(invoiceId, period) {
    const rows = await query('select 1 from late_fees where (invoice_id, period) = ($1, $2)', [
      invoiceId,
      period,
    ]);
    return rows.length === 1;
  },

  async unissued(limit) {
    const rows = await query<{ id: string }>(
      `select i.id from late_fees f join invoices i on i.id = f.fee_invoice_id where i.status = 'draft'
       order by f.created_at limit $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  },
});
