/**
 * Payment pages at Stripe that carry our ids. A page whose row a restored database lacks could be paid beside a new one,
 * so it is closed; one whose row does not know its id yet is that row's page (decision 42).
 */
import { adoptPage } from '../checkouts/adopt.ts';
import type { StripePage } from '../ports/stripe.ts';
import type { App } from '../ports.ts';
import { book, count, type Recovered } from './book.ts';

/** Brings the pages of this clinic in step with Stripe, and closes those that no row here knows. */
export async function recoverPages(
  app: App,
  from: Date,
  requestId: string,
  recovered: Recovered,
): Promise<void> {
  for (const page of await app.stripe.checkoutsSince(from)) {
    if (page.end === 'open') {
      await claim(app, page, recovered);
      continue;
    }
    const known = await app.db.read.checkouts.byStripeId(page.stripeId);
    if (!known || known.state === 'complete' || known.state === page.end) continue;
    const fact = page.end === 'complete' ? 'checkout_finished' : 'checkout_expired';
    await book(app, { fact, sessionId: page.stripeId }, page.stripeId, requestId);
  }
  for (const link of await app.stripe.activeLinks()) await claim(app, link, recovered);
}

/** Gives a page that can still be paid to the row it was made for, or closes it when there is none. */
async function claim(app: App, page: StripePage, recovered: Recovered): Promise<void> {
  if (page.clinicId !== app.clinic.id || page.invoiceId === null || page.url === null) return;
  if (await app.db.read.checkouts.byStripeId(page.stripeId)) return;
  if (await adoptPage(app, page)) return;
  const end = await app.stripe.closeCheckout(page.kind, page.stripeId);
  count(recovered, 'pages_closed');
  app.log.warn('unknown_page_closed', { stripe_id: page.stripeId, invoice_id: page.invoiceId, end });
}
