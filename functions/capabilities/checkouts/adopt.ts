/** Giving a payment page that exists at Stripe to the row that it was made for. */
import type { Checkout } from '../ports/checkouts.ts';
import type { StripePage } from '../ports/stripe.ts';
import type { App, Stores } from '../ports.ts';

/** Writes the page's id and address to the row it was made for; false when no row waits for it. */
export async function adoptPage(app: App, page: StripePage): Promise<boolean> {
  const { checkoutId, url, stripeId, expiresAt } = page;
  const row = checkoutId === null ? undefined : await app.db.read.checkouts.get(checkoutId);
  if (!row || url === null || row.stripeId !== null) return row?.stripeId === stripeId;
  if (row.state !== 'creating' && row.state !== 'closing') return false;
  await app.db.transaction(async (tx) => {
    await rememberPage(tx, row, stripeId);
    await tx.checkouts.opened(row.id, { stripeId, url, expiresAt });
  });
  return true;
}

/**
 * Names the page on the invoice that it is of; one that covers several is of none. Before the page is written, as every
 * command locks the invoice before its page: two that lock in other orders wait for each other.
 */
export async function rememberPage(tx: Stores, page: Checkout, stripeId: string): Promise<void> {
  if (page.covers.length > 1) return;
  await tx.invoices.rememberCheckout(page.invoiceId, page.kind, stripeId);
}
