/** Locks all that a refund takes money from, so that its invoice gives nothing back in two ways at once. */
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { Stores } from '../ports.ts';

/** The invoice first, then the patient's credit, then the payment; undefined when there is no such payment. */
export async function lockRefundable(tx: Stores, paymentId: string): Promise<PaymentWithRefunds | undefined> {
  const invoiceId = await tx.payments.resolveInvoice(paymentId);
  const invoice = invoiceId === undefined ? undefined : await tx.invoices.lock(invoiceId);
  if (!invoice) return undefined;
  await tx.credits.lock(invoice.patientId, invoice.currency);
  return tx.refunds.lockPayment(paymentId);
}
