/**
 * The economy of a patient and of an invoice, counted from documents (payments, refunds, disputes, pay-outs, credit notes)
 * and not from the rules that booked them.
 */
import type pg from 'pg';
import { heldOf } from './model.ts';
import type { ModelInvoice, ModelPatient } from './model-types.ts';

/** What the clinic itself did too much of would show here; the excess of what Stripe moved is known to the model. */
export type Shortfalls = Map<ModelInvoice, number>;

const PATIENT = `
  with i as (select * from invoices where patient_id = $1 and status <> 'draft'),
    p as (select * from payments where invoice_id in (select id from i) and status <> 'failed'),
    r as (select * from refunds where payment_id in (select id from p) and status = 'succeeded')
  select (select coalesce(sum(amount_cents), 0) from p where reversed_at is null)::int as "in",
    ((select coalesce(sum(amount_cents), 0) from r)
      + (select coalesce(sum(withdrawn_cents - reinstated_cents), 0) from disputes where payment_id in (select id from p) and outcome is not null)
      + (select coalesce(sum(amount_cents), 0) from credit_uses where patient_id = $1 and kind = 'refunded'))::int as "out",
    (select coalesce(sum(credit_cents), 0) from patient_balances where patient_id = $1)::int as credit,
    (select coalesce(sum(balance_cents), 0) from patient_balances where patient_id = $1)::int as receivable,
    (select coalesce(sum(total_amount_cents), 0) from i where status <> 'cancelled')::int as service,
    ((select coalesce(sum(amount_cents), 0) from credit_notes where invoice_id in (select id from i))
      + (select coalesce(sum(case when reverses is null then amount_cents else -amount_cents end), 0)
         from write_offs where invoice_id in (select id from i))
      + (select coalesce(sum(e.amount_cents), 0) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where e.invoice_id in (select id from i) and e.payment_id is not null
           and e.account in ('adjustments', 'tax_payable', 'write_offs')))::int as adjustments`;

const INVOICES = `
  select i.id, i.total_amount_cents::int as charged,
    ((select coalesce(sum(amount_cents), 0) from credit_notes where invoice_id = i.id)
      + (select coalesce(sum(amount_cents), 0) from ledger_entries
         where invoice_id = i.id and payment_id is not null and account in ('adjustments', 'tax_payable')))::int as adjusted,
    ((select coalesce(sum(amount_cents), 0) from payments where invoice_id = i.id and status <> 'failed' and reversed_at is null)
      + (select coalesce(sum(amount_cents), 0) from credit_uses where invoice_id = i.id and kind = 'applied'))::int as took,
    ((select coalesce(sum(r.amount_cents), 0) from refunds r join payments y on y.id = r.payment_id
        where y.invoice_id = i.id and r.status = 'succeeded')
      + (select coalesce(sum(d.withdrawn_cents - d.reinstated_cents), 0) from disputes d join payments y on y.id = d.payment_id
        where y.invoice_id = i.id))::int as returned
  from invoices i where i.id = any ($1)`;

type PatientRow = Record<'in' | 'out' | 'credit' | 'receivable' | 'service' | 'adjustments', number>;
type InvoiceRow = { id: string; charged: number; adjusted: number; took: number; returned: number };

/**
 * Checks the patient and the invoices that an operation touched. Throws in words when money appeared, or when an invoice
 * gave back more than it took without Stripe having moved it.
 */
export async function checkEconomy(
  owner: pg.Pool,
  patient: ModelPatient,
  invoices: readonly ModelInvoice[],
  { shortfalls, byStripe, operation }: { shortfalls: Shortfalls; byStripe: boolean; operation: string },
): Promise<void> {
  const { rows } = await owner.query<PatientRow>(PATIENT, [patient.id]);
  const sums = rows[0] as PatientRow;
  const worth = sums.in - sums.out - sums.credit + sums.receivable;
  if (worth !== sums.service - sums.adjustments) {
    throw new Error(`${operation}: the patient's economy is broken: ${JSON.stringify(sums)}`);
  }
  const found = await owner.query<InvoiceRow>(INVOICES, [invoices.map(({ id }) => id)]);
  for (const row of found.rows) {
    const invoice = invoices.find(({ id }) => id === row.id);
    if (!invoice) continue;
    const facts = `${JSON.stringify(row)}, credit that left ${invoice.creditLeft}`;
    if (row.adjusted > row.charged || row.adjusted < 0) {
      throw new Error(`${operation}: more was taken back than was charged: ${facts}`);
    }
    const left = row.took - row.returned - invoice.creditLeft;
    const shortfall = Math.max(-left, 0);
    if (!byStripe && shortfall > (shortfalls.get(invoice) ?? 0)) {
      throw new Error(`${operation}: the invoice gave back ${shortfall} more than it took: ${facts}`);
    }
    shortfalls.set(invoice, shortfall);
    if (left !== invoice.kept + heldOf(invoice)) {
      throw new Error(`${operation}: kept ${invoice.kept}, as credit ${heldOf(invoice)}, but ${facts}`);
    }
  }
}
