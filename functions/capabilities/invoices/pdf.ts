/** Printing an invoice for staff; an archived one is printed as it was when it was archived. */
import { requirePrintable } from '../../domain/invoice.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { readArchivedPdf } from '../archives/read.ts';
import type { App } from '../ports.ts';
import { type Pdf, renderInvoicePdf } from './render-pdf.ts';

/** Refuses `invoice_unknown` (404), and `invoice_not_issued` (409) for a draft, which has no number to print. */
export async function readInvoicePdf(app: App, id: string): Promise<Pdf> {
  const view = await app.db.read.invoices.publicView(id);
  if (!view) {
    const invoice = await app.db.read.invoices.get(id);
    const archived = invoice?.archived_at && (await readArchivedPdf(app, id));
    if (archived) return { name: `${invoice.invoice_number}.pdf`, bytes: archived };
    if (invoice?.archived_at)
      refuse('gone', 'bundle_unreadable', 'The details of this invoice have been deleted.');
    if (invoice) requirePrintable(invoice.status);
    return refuseMissing('invoice');
  }
  return renderInvoicePdf(app, { id, view }, 'invoice');
}
