/** Closes a payment page at Stripe, so that it takes no more payments. */

import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App, Stores } from '../ports.ts';
import { runNow } from '../work/now.ts';
import { openCheckout } from './open.ts';

/**
 * Marks the invoice's live page as closing, with whatever else it covers, and adds the work of doing so; the page's id, or
 * nothing when no page is live. The caller does it with `closeCheckoutNow` after the commit, or leaves it to the queue.
 */
export async function askToClose(
  tx: Stores,
  invoiceId: string,
  by: Caller,
  doer: 'queue' | 'caller' = 'caller',
): Promise<string | undefined> {
  const [page] = await askToCloseAll(tx, [invoiceId], by, doer);
  return page;
}

/** As `askToClose` for several invoices, which one page can cover together; the pages' ids, each once. */
export async function askToCloseAll(
  tx: Stores,
  invoiceIds: readonly string[],
  by: Caller,
  doer: 'queue' | 'caller' = 'caller',
): Promise<string[]> {
  const pages = new Set<string>();
  const asked = new Set<string>();
  for (const invoiceId of invoiceIds) {
    if (asked.has(invoiceId)) continue;
    const live = await tx.checkouts.live(invoiceId);
    if (!live) continue;
    for (const part of live.covers) asked.add(part.invoiceId);
    await tx.checkouts.setState(live.id, 'closing');
    await tx.outbox.add('close_checkout', live.id, by.requestId, doer);
    pages.add(live.id);
  }
  return [...pages];
}

/**
 * Closes a page. One whose making was never answered is first made again with the same key, because it may exist.
 * `complete`: it was paid before we came, and the event books the money.
 *
 * @param attempts how often the work was begun, this time included
 */
export async function closeCheckout(
  app: App,
  checkoutId: string,
  attempts: number,
): Promise<'expired' | 'complete'> {
  let page = await app.db.read.checkouts.get(checkoutId);
  if (page?.state === 'closing' && !page.stripeId) {
    await openCheckout(app, checkoutId, attempts);
    page = await app.db.read.checkouts.get(checkoutId);
  }
  if (!page || page.state === 'failed' || page.state === 'expired') return 'expired';
  if (page.state === 'complete') return 'complete';
  if (!page.stripeId) throw new StripeFailure('unknown', 'no_answer', 'The page is not known yet.');
  const end = await app.stripe.closeCheckout(page.kind, page.stripeId);
  await app.db.read.checkouts.setState(page.id, end);
  return end;
}

/** Closes the page while the caller waits; `pending` when Stripe does not answer and the queue goes on with it. */
export async function closeCheckoutNow(
  app: App,
  checkoutId: string,
): Promise<'expired' | 'complete' | 'pending'> {
  const work = { topic: 'close_checkout', subjectId: checkoutId } as const;
  const done = await runNow(app, work, () => closeCheckout(app, checkoutId, 1));
  return done?.result ?? 'pending';
}
