/** What a patient owes, invoice by invoice, for the page of the account. */
import type { AccountInvoice } from '../../capabilities/ports/invoices.ts';
import type { Currency } from '../../domain/currency.ts';
import { iso } from './instants.ts';
import { PAYMENT_ON_ITS_WAY } from './moving-money.ts';
import type { Query } from './pool.ts';

/** More open invoices than a patient has; the page shows the oldest due. */
const MOST = 200;

const OPEN = `i.patient_id = $1 and i.status in ('issued', 'partially_paid')`;

/** The open invoices of a patient, the oldest due first, then the lowest number. */
export const accountInvoices = (query: Query, patientId: string): Promise<AccountInvoice[]> =>
  query<AccountInvoice>(
    `select i.id, i.invoice_number, i.status, i.currency, ${iso('i.issued_at')} as issued_at, i.due_date::text as due_date,
       i.total_amount_cents, i.balance_cents, ${PAYMENT_ON_ITS_WAY} as processing
     from invoices i where ${OPEN} order by i.due_date, length(i.invoice_number), i.invoice_number limit ${MOST}`,
    [patientId],
  );

/** What the patient owes in the currency, without what is about to be paid. */
export async function payableOfAccount(query: Query, patientId: string, currency: Currency): Promise<number> {
  const [row] = await query<{ cents: number }>(
    `select coalesce(sum(i.balance_cents), 0)::bigint as cents from invoices i
     where ${OPEN} and i.currency = $2 and not ${PAYMENT_ON_ITS_WAY}`,
    [patientId, currency],
  );
  return row?.cents ?? 0;
}
