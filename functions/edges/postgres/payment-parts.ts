/** Which payments settle an invoice, and by which part (decision 35). The arguments are SQL. */

/** The ids of the payments that are listed under the invoice, or that settle some of it. */
export const paymentsOf = (invoice: string): string => `select id from payments where invoice_id = ${invoice}
  union select payment_id from ledger_entries where invoice_id = ${invoice} and account = 'receivable' and payment_id is not null`;

/** The part of the payment `y` that is the invoice's, its surplus included where it counts; a failed attempt is whole. */
export const partOf = (invoice: string): string => `select case when y.status = 'failed' then y.amount_cents
  else coalesce((select a.allocated_cents + a.credit_cents from payment_parts a
    where a.payment_id = y.id and a.invoice_id = ${invoice}), 0) end as cents`;
