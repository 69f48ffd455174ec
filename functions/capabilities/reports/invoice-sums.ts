/** The sum of the invoices that a list’s filter matches, in each currency. */
import { requireSummable } from '../../domain/list-sums.ts';
import type { InvoiceFilter } from '../ports/invoices.ts';
import type { InvoiceSum } from '../ports/reports.ts';
import type { App } from '../ports.ts';

/** Refuses `too_many_rows` (422). */
export async function sumInvoices(app: App, filter: InvoiceFilter): Promise<InvoiceSum[]> {
  const sums = await app.db.read.reports.invoiceSums(filter);
  requireSummable(sums);
  return sums;
}
