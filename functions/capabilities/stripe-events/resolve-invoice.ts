/** Which invoices an event's money belongs to, found by our metadata or by the page that was paid. */
import type { Allocation } from '../../domain/allocation.ts';
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { Stores } from '../ports.ts';

/** Money's invoices under lock. */
export type PaidInvoices = {
  /** The one that the payment is listed under. */
  invoice: LockedInvoice;
  invoices: readonly LockedInvoice[];
  /** What the money is for, when its page covers several. */
  covers: readonly Allocation[] | undefined;
};

/**
 * The invoices, locked; or why the money cannot be booked on any, for the quarantine (decision 13).
 *
 * @param clinicId this clinic's, to recognize another clinic's money on the same Stripe account; null skips the check
 */
export async function resolveInvoice(
  tx: Stores,
  money: StripeMoney,
  clinicId: string | null,
): Promise<PaidInvoices | { reason: string }> {
  if (clinicId !== null && money.clinicId !== null && money.clinicId !== clinicId)
    return { reason: 'other_clinic' };
  const page = money.sessionId ? await tx.checkouts.byStripeId(money.sessionId) : undefined;
  if (money.namesTwo || (page && money.invoiceId && page.invoiceId !== money.invoiceId))
    return { reason: 'ids_contradict' };
  if (page && page.amountCents !== money.amountCents) return { reason: 'amount_contradicts_page' };
  const invoiceId = money.invoiceId ?? page?.invoiceId;
  if (!invoiceId) return { reason: 'no_invoice_named' };
  const covers = await coveredBy(tx, page, { ...money, invoiceId });
  // All at once, in the one order in which all lock.
  const ids = covers ? covers.map((part) => part.invoiceId) : [invoiceId];
  const invoices = await tx.invoices.lockSeveral(ids);
  const invoice = invoices.find(({ id }) => id === invoiceId);
  if (!invoice) return { reason: 'unknown_invoice' };
  if (invoice.status === 'draft') return { reason: 'invoice_not_issued' };
  if (money.currency !== invoice.currency) return { reason: 'other_currency' };
  return { invoice, invoices, covers };
}

/**
 * What the page covers, when it is several invoices. Only the session names its page at Stripe; other objects name our
 * row, which may not know the session yet.
 */
async function coveredBy(
  tx: Stores,
  page: { covers: readonly Allocation[] } | undefined,
  { checkoutId, invoiceId }: { checkoutId?: string | null; invoiceId: string },
): Promise<readonly Allocation[] | undefined> {
  const paid = page ?? (checkoutId ? await tx.checkouts.get(checkoutId) : undefined);
  const isOfIt = paid?.covers.some((part) => part.invoiceId === invoiceId);
  return paid && isOfIt && paid.covers.length > 1 ? paid.covers : undefined;
}
