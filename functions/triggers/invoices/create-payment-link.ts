/** POST /api/v1/invoices/{id}/create-payment-link */
import { commandTransaction } from '../../capabilities/command.ts';
import { openPaymentPage } from '../../capabilities/invoices/create-payment-link.ts';
import { invoices } from '../../contracts/invoices.ts';
import { command } from '../../http/command.ts';

command(
  invoices.createPaymentLink,
  // Only the key is stored here: the reply opens the page, and a repeat returns the page that is open.
  ({ app, input }) => commandTransaction(app, async () => ({ id: input.id })),
  async ({ app, input, caller }, invoiceId) => {
    const kind = input.kind ?? 'checkout_session';
    const pageInput = { invoiceId, amountCents: input.amount_cents, kind };
    const page = await openPaymentPage(app, pageInput, caller);
    const stripeId = page.stripeId ?? undefined;
    return {
      url: page.url ?? '',
      kind,
      amount_cents: page.amountCents,
      expires_at: page.expiresAt?.toISOString() ?? null,
      ...(kind === 'payment_link'
        ? { stripe_payment_link_id: stripeId }
        : { stripe_checkout_session_id: stripeId }),
    };
  },
);
