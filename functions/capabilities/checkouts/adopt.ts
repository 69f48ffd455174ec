/** Giving a payment page that exists at Stripe to the row that it was made for. */
import type { StripePage } from '../ports/stripe.ts';
import type { App } from '../ports.ts';

/** Writes the page's id and address to the row it was made for; false when no row waits for it. */
export async function adoptPage(app: App, page: StripePage): Promise<boolean> {
  const { checkoutId, url, stripeId, expiresAt } = page;
  const row = checkoutId === null ? undefined : await app.db.read.checkouts.get(checkoutId);
  if (!row || url === null || row.stripeId !== null) return row?.stripeId === stripeId;
  if (row.state !== 'creating' && row.state !== 'closing') return false;
  await app.db.transaction(async (tx) => {
    // The invoice first, as every command locks it before its page.
    await tx.invoices.rememberCheckout(row.invoiceId, row.kind, stripeId);
    await tx.checkouts.opened(row.id, { stripeId, url, expiresAt });
  });
  return true;
}
