/** Closing a payment page at Stripe, so that nobody pays through it any more. */

import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { Work } from '../ports/work.ts';
import type { App, Stores } from '../ports.ts';
import { openCheckout } from './open.ts';

/**
 * Marks the invoice's live page as closing; the work of doing so, or nothing when no page is live. The caller does it
 * with `closeCheckoutNow` after the commit, or leaves it to the queue.
 */
export async function askToClose(
  tx: Stores,
  invoiceId: string,
  by: Caller,
  doer: 'queue' | 'caller' = 'caller',
): Promise<{ checkoutId: string; workId: string } | undefined> {
  const live = await tx.checkouts.live(invoiceId);
  if (!live) return undefined;
  await tx.checkouts.setState(live.id, 'closing');
  return { checkoutId: live.id, workId: await tx.outbox.add('close_checkout', live.id, by.requestId, doer) };
}

/**
 * Closes the page of one piece of work. A page whose making was never answered is first made again with the same key,
 * because it may exist. `complete`: it was paid before we came, and the event books the money.
 */
export async function closeCheckout(app: App, work: Work): Promise<'expired' | 'complete'> {
  let page = await app.db.read.checkouts.get(work.subjectId);
  if (page?.state === 'closing' && !page.stripeId) {
    await openCheckout(app, work);
    page = await app.db.read.checkouts.get(work.subjectId);
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
  asked: { checkoutId: string; workId: string },
  by: Caller,
): Promise<'expired' | 'complete' | 'pending'> {
  const { workId, checkoutId } = asked;
  try {
    const end = await closeCheckout(app, {
      id: workId,
      topic: 'close_checkout',
      subjectId: checkoutId,
      attempts: 0,
      deaths: 0,
      requestId: by.requestId,
    });
    await app.db.read.outbox.done(workId);
    return end;
  } catch (error) {
    app.log.warn('checkout_closing', { checkout_id: checkoutId, error: String(error) });
    await app.queues.workAdded(workId, by.requestId);
    return 'pending';
  }
}
