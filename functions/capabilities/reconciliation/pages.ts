/**
 * Payment pages at Stripe that carry our ids. A page whose row a restored database lacks could be paid beside a new one,
 * so it is closed; one whose row does not know its id yet is that row's page (decision 42).
 */
import { adoptPage } from '../checkouts/adopt.ts';
import type { StripePage } from '../ports/stripe.ts';
import type { App } from '../ports.ts';
import { book, count, type ReconciliationResult } from './book-object.ts';
import { bookOrSetAside, NO_CURRENCY, setAsideUnreadable } from './set-aside.ts';

/** Synchronizes the pages of this clinic with Stripe, and closes pages without a row here. */
export async function reconcilePages(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const setAside = setAsideUnreadable(app, result, 'payment page');
  const each = (page: StripePage, work: () => Promise<void>) =>
    bookOrSetAside(app, result, rowOf(app, page), work);
  for (const page of await app.stripe.checkoutsSince(from, setAside)) {
    await each(page, () =>
      page.end === 'open' ? claim(app, page, result) : end(app, page, page.end, requestId),
    );
  }
  for (const link of await app.stripe.activeLinks(setAside)) {
    await each(link, () => claim(app, link, result));
  }
}

const rowOf = (app: App, page: StripePage) => ({
  id: page.stripeId,
  kind: 'payment page',
  currency: NO_CURRENCY,
  amountCents: null,
  at: app.clock.now(),
});

/** Sets a page's row to the final state of the page at Stripe. */
async function end(
  app: App,
  page: StripePage,
  how: 'complete' | 'expired',
  requestId: string,
): Promise<void> {
  const known = await app.db.read.checkouts.byStripeId(page.stripeId);
  if (!known || known.state === 'complete' || known.state === how) return;
  const kind = how === 'complete' ? 'checkout_finished' : 'checkout_expired';
  await book(app, { kind, sessionId: page.stripeId }, page.stripeId, requestId);
}

/** Links an open page to the row that it was created for, or closes it when there is none. */
async function claim(app: App, page: StripePage, result: ReconciliationResult): Promise<void> {
  if (page.clinicId !== app.clinic.id || page.invoiceId === null || page.url === null) return;
  if (await app.db.read.checkouts.byStripeId(page.stripeId)) return;
  if (await adoptPage(app, page)) return;
  const closed = await app.stripe.closeCheckout(page.kind, page.stripeId);
  count(result, 'pages_closed');
  app.log.warn('unknown_page_closed', { stripe_id: page.stripeId, invoice_id: page.invoiceId, end: closed });
}
