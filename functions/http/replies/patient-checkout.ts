/** The payment page for several invoices, as replies have it. */
import type { Checkout } from '../../capabilities/ports/checkouts.ts';
import type { Currency } from '../../domain/currency.ts';

export const toAccountPage = (page: Checkout, currency: Currency) => ({
  url: page.url ?? '',
  currency,
  amount_cents: page.amountCents,
  invoices: page.covers.map((part) => ({ invoice_id: part.invoiceId, amount_cents: part.amountCents })),
  expires_at: page.expiresAt?.toISOString() ?? null,
  stripe_checkout_session_id: page.stripeId,
});
