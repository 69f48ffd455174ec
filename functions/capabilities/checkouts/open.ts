/** Making the payment page at Stripe that was asked for; a lost answer is asked for again with the same key. */

import type { Checkout } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { Work } from '../ports/work.ts';
import type { App } from '../ports.ts';
import { adoptPage } from './adopt.ts';

/** Opens the page of one piece of work. Throws when Stripe gives no answer, so that the outbox tries again. */
export async function openCheckout(app: App, work: Work): Promise<void> {
  const wanted = await app.db.read.checkouts.get(work.subjectId);
  if (!wanted || wanted.stripeId || (wanted.state !== 'creating' && wanted.state !== 'closing')) return;
  const request = await app.db.read.checkouts.requestOf(wanted.id);
  // Another run has just opened it.
  if (!request) return;
  if (await wasMade(app, wanted)) return;
  try {
    const page = await app.stripe.openCheckout(wanted.kind, request, wanted.idempotencyKey);
    await app.db.transaction(async (tx) => {
      await tx.checkouts.opened(wanted.id, page);
      await tx.invoices.rememberCheckout(wanted.invoiceId, wanted.kind, page.stripeId);
    });
  } catch (error) {
    if (!(error instanceof StripeFailure) || error.certainty === 'unknown') throw error;
    await app.db.read.checkouts.setState(wanted.id, 'failed', `${error.code}: ${error.message}`);
    app.log.error('checkout_refused', { checkout_id: wanted.id, code: error.code });
  }
}

/** Stripe forgets a key once it is 24 hours old; after that the same key would make a second page. */
const KEY_LIVES_MILLISECONDS = 23 * 3_600_000;

/** Looks for a link that an older call may have made. A session of that age has ended by itself. */
async function wasMade(app: App, { id, kind, createdAt }: Checkout): Promise<boolean> {
  const age = app.clock.now().getTime() - createdAt.getTime();
  if (kind !== 'payment_link' || age < KEY_LIVES_MILLISECONDS) return false;
  const made = (await app.stripe.activeLinks()).find((link) => link.checkoutId === id);
  return made !== undefined && adoptPage(app, made);
}

/** Opens the page while the caller waits; when Stripe does not answer, the queue goes on with it. */
export async function openCheckoutNow(
  app: App,
  added: { checkoutId: string; workId: string },
  by: Caller,
): Promise<void> {
  const work: Work = {
    id: added.workId,
    topic: 'open_checkout',
    subjectId: added.checkoutId,
    attempts: 0,
    deaths: 0,
    requestId: by.requestId,
  };
  try {
    await openCheckout(app, work);
    await app.db.read.outbox.done(added.workId);
  } catch (error) {
    app.log.warn('checkout_pending', { checkout_id: added.checkoutId, error: String(error) });
    await app.queues.workAdded(added.workId, by.requestId);
  }
}
