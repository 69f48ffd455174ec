/** Locks a payment with all invoices that it settles, in the one order in which all lock, so that no deadlock occurs. */
import type { LockedInvoice } from '../ports/invoices.ts';
import type { PaymentWithRefunds } from '../ports/payments.ts';
import type { Stores } from '../ports.ts';

export type LockedWithInvoices = {
  /** The one that it is listed under. */
  invoice: LockedInvoice;
  invoices: readonly LockedInvoice[];
  books: PaymentWithRefunds;
};

/**
 * The invoices first, then the patient's credit, then the payment. Credit that is about to leave is seen, so that no
 * other invoice's credit is taken for it. Undefined when there is no such payment.
 *
 * @param others invoices that are locked beside its own
 */
export async function lockWithInvoices(
  tx: Stores,
  paymentId: string,
  others: readonly string[] = [],
): Promise<LockedWithInvoices | undefined> {
  const firstId = await tx.payments.resolveInvoice(paymentId);
  if (firstId === undefined) return undefined;
  const wanted = new Set([firstId, ...(await tx.payments.invoicesOf(paymentId)), ...others]);
  const invoices = await tx.invoices.lockSeveral([...wanted]);
  const invoice = invoices.find(({ id }) => id === firstId);
  if (!invoice) return undefined;
  await tx.credits.lock(invoice.patientId, invoice.currency);
  const books = await tx.refunds.lockPayment(paymentId);
  if (!books) return undefined;
  // A part can have moved while this waited for the locks.
  const missed = books.parts.map((part) => part.invoiceId).filter((id) => !wanted.has(id));
  const rest = missed.length > 0 ? await tx.invoices.lockSeveral(missed) : [];
  return { invoice, invoices: [...invoices, ...rest], books };
}

/** The debt on an invoice of the patient to whom the payment belongs. */
export const debtOn = ({ patientId, currency }: LockedInvoice, invoiceId: string) => ({
  ...{ invoiceId, patientId, currency },
});
