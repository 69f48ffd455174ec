/** Renders the PDF of an invoice or a receipt from the same stored integers that every page shows. */
import { dayIn } from '../../domain/calendar.ts';
import {
  type DocumentFacts,
  invoiceDocumentModel,
  receiptDocumentModel,
} from '../../domain/document-model.ts';
import { letterheadOf } from '../clinic-details/versions.ts';
import type { StoredPublicInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';

export type Pdf = { name: string; bytes: Uint8Array };

/** Renders the PDF of what a patient link shows, or of an archived invoice. */
export async function renderInvoicePdf(
  app: App,
  view: StoredPublicInvoice,
  kind: 'invoice' | 'receipt',
): Promise<Pdf> {
  const facts = documentFacts(view, app.clinic.timeZone);
  const clinic = await letterheadOf(app, view.clinic_version);
  const print = kind === 'invoice' ? invoiceDocumentModel : receiptDocumentModel;
  const bytes = await app.pdf.render(print({ facts, clinic }));
  const suffix = kind === 'receipt' ? '-receipt' : '';
  return { name: `${view.invoice_number}${suffix}.pdf`, bytes };
}

/** The view with its instants as days of the clinic's calendar. */
export function documentFacts(view: StoredPublicInvoice, timeZone: string): DocumentFacts {
  return {
    ...view,
    issued_on: dayIn(timeZone, new Date(view.issued_on)),
    payments: view.payments.map((payment) => ({
      ...payment,
      received_on: dayIn(timeZone, new Date(payment.received_at)),
    })),
  };
}
