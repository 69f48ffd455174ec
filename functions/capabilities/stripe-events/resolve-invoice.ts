/** Which invoice an event's money belongs to, found by our metadata or by the page that was paid. */
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { Stores } from '../ports.ts';

/**
 * The invoice, locked; or why the money cannot be booked on any, for the quarantine (decision 13).
 *
 * @param clinicId this clinic's, to recognize another clinic's money on the same Stripe account; null skips the check
 */
export async function resolveInvoice(
  tx: Stores,
  money: StripeMoney,
  clinicId: string | null,
): Promise<{ invoice: LockedInvoice } | { reason: string }> {
  if (clinicId !== null && money.clinicId !== null && money.clinicId !== clinicId)
    return { reason: 'other_clinic' };
  const page = money.sessionId ? await tx.checkouts.byStripeId(money.sessionId) : undefined;
  if (money.namesTwo || (page && money.invoiceId && page.invoiceId !== money.invoiceId))
    return { reason: 'ids_contradict' };
  if (page && page.amountCents !== money.amountCents) return { reason: 'amount_contradicts_page' };
  const invoiceId = money.invoiceId ?? page?.invoiceId;
  if (!invoiceId) return { reason: 'no_invoice_named' };
  const invoice = await tx.invoices.lock(invoiceId);
  if (!invoice) return { reason: 'unknown_invoice' };
  if (invoice.status === 'draft') return { reason: 'invoice_not_issued' };
  if (money.currency !== invoice.currency) return { reason: 'other_currency' };
  return { invoice };
}
