/** Prints an invoice for the patient's insurer. */
import { isItemized } from '../../domain/line-details.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import type { StoredPublicInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';
import { type Pdf, renderInvoicePdf } from './render-pdf.ts';

/**
 * The superbill of an issued invoice for staff. Refuses `invoice_unknown` (404), and with 409 `invoice_not_issued` for a
 * draft, `invoice_archived` and `not_itemized` as `renderSuperbill` does.
 */
export async function readSuperbill(app: App, id: string): Promise<Pdf> {
  const view = await app.db.read.invoices.publicView(id);
  if (view) return renderSuperbill(app, id, view);
  const invoice = await app.db.read.invoices.get(id);
  if (!invoice) return refuseMissing('invoice');
  if (invoice.archived_at)
    return refuse('conflict', 'invoice_archived', 'The invoice is archived. Only its PDF can be printed.');
  return refuse('conflict', 'invoice_not_issued', 'A draft has no superbill. Issue it first.');
}

/** Refuses `not_itemized` (409) when no line has a code or a practitioner. */
export async function renderSuperbill(app: App, id: string, view: StoredPublicInvoice): Promise<Pdf> {
  if (!isItemized(view.items)) {
    refuse('conflict', 'not_itemized', 'No line of this invoice has a code or a practitioner.');
  }
  return renderInvoicePdf(app, { id, view }, 'superbill');
}
