/** Prints the receipt of one payment, for whoever paid at the desk or asks for it later. */

import { receiptDocumentModel } from '../../domain/document-model.ts';
import { refuseMissing, requireFound } from '../../domain/not-found.ts';
import { paymentReceiptModel } from '../../domain/payment-receipt.ts';
import { refuse } from '../../domain/refusal.ts';
import { letterheadOf } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import { documentFacts, type Pdf } from '../invoices/render-pdf.ts';
import type { App } from '../ports.ts';

/**
 * The receipt as PDF, with what is owed now of the invoice, or of each of several. Refuses `payment_unknown` (404), and with 409
 * `payment_not_received` for one that failed or was reversed and `invoice_archived` for one whose invoice is archived.
 */
export async function readPaymentReceipt(app: App, id: string): Promise<Pdf> {
  const payment = await app.db.read.payments.get(id);
  if (!payment) return refuseMissing('payment');
  if (payment.status === 'failed' || payment.reversed_at !== null) {
    refuse('conflict', 'payment_not_received', 'This payment counts for nothing, so it has no receipt.');
  }
  const view = await app.db.read.invoices.publicView(payment.invoice_id);
  if (!view) {
    refuse('conflict', 'invoice_archived', 'The invoice is archived. Its PDF shows what was paid.');
  }
  const number = payment.receipt_number ?? payment.stripe_payment_id ?? payment.id;
  const issued = requireFound(await app.db.read.issuedDocuments.get('receipt', id), 'payment');
  const facts = documentFacts(app, view, issued);
  const payments = facts.payments.filter(({ reference }) => reference === number);
  const clinic = await letterheadOf(app, issued.clinic_version);
  const context = { facts: { ...facts, payments }, clinic };
  const model =
    payment.allocations.length > 1
      ? paymentReceiptModel(context, number, payment)
      : receiptDocumentModel(context, number);
  const bytes = await printDocument(app, model, { kind: 'receipt', number, issued: { kind: 'receipt', id } });
  return { name: `${number}.pdf`, bytes };
}
