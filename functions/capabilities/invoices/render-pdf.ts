/** Renders the PDF of an invoice or a receipt from the same stored integers that every page shows. */

import { dayIn } from '../../domain/calendar.ts';
import { invoiceDocumentModel, receiptDocumentModel } from '../../domain/document-model.ts';
import type { DocumentContext, DocumentFacts } from '../../domain/document-parts.ts';
import { isPayable } from '../../domain/invoice.ts';
import { requireFound } from '../../domain/not-found.ts';
import { linkUrl } from '../../domain/patient-link.ts';
import { superbillDocumentModel } from '../../domain/superbill-document.ts';
import { letterheadOf } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import type { StoredPublicInvoice } from '../ports/invoices.ts';
import type { IssuedDocument } from '../ports/issued-documents.ts';
import type { App } from '../ports.ts';

export type Pdf = { name: string; bytes: Uint8Array };

const MODELS = {
  invoice: invoiceDocumentModel,
  receipt: (context: DocumentContext) => receiptDocumentModel(context),
  superbill: superbillDocumentModel,
};

/** Renders the PDF of what a patient link shows, or of an invoice that is being archived. */
export async function renderInvoicePdf(
  app: App,
  { id, view }: { id: string; view: StoredPublicInvoice },
  kind: keyof typeof MODELS,
): Promise<Pdf> {
  const issued = requireFound(await app.db.read.issuedDocuments.get('invoice', id), 'invoice');
  const facts = documentFacts(app, view, issued);
  const clinic = await letterheadOf(app, view.clinic_version);
  const print = MODELS[kind];
  const model = print({ facts, clinic, payUrl: await payUrlOf(app, id, view) });
  const bytes = await printDocument(app, model, {
    kind,
    number: view.invoice_number,
    issued: { kind: 'invoice', id },
  });
  const suffix = kind === 'invoice' ? '' : `-${kind}`;
  return { name: `${view.invoice_number}${suffix}.pdf`, bytes };
}

/** The patient's newest link to an invoice that is owed; a page that has expired offers a fresh link. */
async function payUrlOf(app: App, id: string, { status, balance_cents }: StoredPublicInvoice) {
  if (!isPayable(status) || balance_cents === 0) return null;
  const link = await app.db.read.links.newestToPay(id);
  return link ? linkUrl(app.clinic.webUrl, 'pay', app.tokens.linkToken(link)) : null;
}

/** The view as a document was issued, with its instants as days of the clinic's calendar. */
export function documentFacts(
  { clinic: { timeZone } }: App,
  view: StoredPublicInvoice,
  { clinic_version: _, ...issued }: IssuedDocument,
): DocumentFacts {
  return {
    ...view,
    ...issued,
    issued_on: dayIn(timeZone, new Date(view.issued_on)),
    payments: view.payments.map((payment) => ({
      ...payment,
      received_on: dayIn(timeZone, new Date(payment.received_at)),
    })),
  };
}
