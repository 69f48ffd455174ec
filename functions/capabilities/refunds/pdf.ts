/** Prints the confirmation of a refund. */

import { dayIn } from '../../domain/calendar.ts';
import { refuseMissing, requireFound } from '../../domain/not-found.ts';
import { refundDocumentModel } from '../../domain/refund-document.ts';
import { refuse } from '../../domain/refusal.ts';
import { letterheadOf } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import type { Pdf } from '../invoices/render-pdf.ts';
import type { App } from '../ports.ts';

/**
 * The confirmation as PDF. Refuses `refund_unknown` (404), also for a refund of another invoice than `invoiceId`, and
 * `refund_not_succeeded` (409) while nothing is given back.
 */
export async function readRefundPdf(app: App, id: string, invoiceId?: string): Promise<Pdf> {
  const refund = requireFound(await app.db.read.refunds.get(id), 'refund');
  if (invoiceId !== undefined && refund.invoice_id !== invoiceId) refuseMissing('refund');
  const issued = await app.db.read.issuedDocuments.get('refund', id);
  if (!issued || refund.status !== 'succeeded') {
    return refuse('conflict', 'refund_not_succeeded', 'Only a refund that has succeeded has a confirmation.');
  }
  const { currency, amount_cents, invoice_number, settled_at, created_at, stripe_refund_id } = refund;
  const reference = stripe_refund_id ?? id;
  const model = refundDocumentModel(
    {
      reference,
      currency,
      amount_cents,
      invoice_number: invoice_number ?? '',
      patient_name: issued.patient_name,
      language: issued.language,
      refunded_on: dayIn(app.clinic.timeZone, new Date(settled_at ?? created_at)),
    },
    await letterheadOf(app, issued.clinic_version),
  );
  const bytes = await printDocument(app, model, {
    kind: 'refund',
    number: reference,
    issued: { kind: 'refund', id },
  });
  return { name: `refund-${reference}.pdf`, bytes };
}
