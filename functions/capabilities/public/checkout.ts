/** The payment page that a patient opens from their link, and the link with which they see the result. */
import { openPaymentPage } from '../invoices/create-payment-link.ts';
import { openLink } from '../links/open.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses as `openLink` and `openPaymentPage`, and `too_many_requests` (429). */
export async function openPatientCheckout(
  app: App,
  { token, amountCents }: { token: string; amountCents: number | undefined },
  by: Caller,
): Promise<{ url: string; resultToken: string | null }> {
  const { id, invoiceId } = await openLink(app, token, 'pay', by);
  await app.limits.spend('checkout', id);
  const page = await openPaymentPage(app, { invoiceId, amountCents, kind: 'checkout_session' }, by);
  const result = await app.db.read.links.resultOf(page.id);
  return { url: page.url ?? '', resultToken: result ? app.tokens.linkToken(result) : null };
}
