/** Making the payment page at Stripe that was asked for; a lost answer is asked for again with the same key. */

import type { Checkout } from '../ports/checkouts.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App } from '../ports.ts';
import { runNow } from '../work/now.ts';
import { adoptPage, rememberPage } from './adopt.ts';

/** After so many server errors for one key, the answer counts as stored, whatever Stripe's headers say. */
const STORED_AFTER_ATTEMPTS = 4;

/**
 * Opens the page at Stripe. Throws when Stripe gives no answer, so that the outbox tries again.
 *
 * @param attempts how often the work was begun, this time included
 */
export async function openCheckout(app: App, checkoutId: string, attempts: number): Promise<void> {
  const wanted = await wantedPage(app, checkoutId);
  if (!wanted || (await wasMade(app, wanted))) return;
  try {
    await make(app, wanted);
  } catch (error) {
    if (!isStored(error, attempts)) return settleFailure(app, wanted, error);
    await makeAnew(app, wanted);
  }
}

/**
 * Stripe stores a server error under its key and repeats it for a day, though the page may have been made. So Stripe is
 * searched for the page first; only when there is none, it is requested once more with a new key.
 */
async function makeAnew(app: App, failed: Checkout): Promise<void> {
  app.log.warn('checkout_answer_stored', { checkout_id: failed.id });
  const found = await app.stripe.findCheckout(failed.kind, failed.id, failed.createdAt);
  if (found) return keep(app, failed, found);
  await app.db.read.checkouts.renewKey(failed.id, failed.idempotencyKey);
  const wanted = await wantedPage(app, failed.id);
  if (!wanted) return;
  try {
    await make(app, wanted);
  } catch (error) {
    await settleFailure(app, wanted, error);
  }
}

/** The page that is still to be made. */
async function wantedPage(app: App, checkoutId: string): Promise<Checkout | undefined> {
  const wanted = await app.db.read.checkouts.get(checkoutId);
  const isWanted = wanted && !wanted.stripeId && (wanted.state === 'creating' || wanted.state === 'closing');
  return isWanted ? wanted : undefined;
}

async function make(app: App, wanted: Checkout): Promise<void> {
  const request = await app.db.read.checkouts.requestOf(wanted.id);
  // Another run has just opened it.
  if (!request) return;
  await keep(app, wanted, await app.stripe.openCheckout(wanted.kind, request, wanted.idempotencyKey));
}

const keep = (
  app: App,
  wanted: Checkout,
  page: { stripeId: string; url: string; expiresAt: Date | null },
): Promise<void> =>
  app.db.transaction(async (tx) => {
    await rememberPage(tx, wanted, page.stripeId);
    await tx.checkouts.opened(wanted.id, page);
  });

const isStored = (error: unknown, attempts: number): boolean =>
  error instanceof StripeFailure &&
  (error.stored || (error.status >= 500 && attempts >= STORED_AFTER_ATTEMPTS));

/** A refusal ends the page; without an answer it stays wanted, and the error is passed on. */
async function settleFailure(app: App, wanted: Checkout, error: unknown): Promise<void> {
  if (!(error instanceof StripeFailure)) throw error;
  const reason = `${error.code}: ${error.message}`;
  if (error.certainty === 'unknown') {
    await app.db.read.checkouts.noteError(wanted.id, reason);
    throw error;
  }
  await app.db.read.checkouts.setState(wanted.id, 'failed', reason);
  app.log.error('checkout_refused', { checkout_id: wanted.id, code: error.code });
}

/** Stripe forgets a key once it is 24 hours old; after that the same key would make a second page. */
const KEY_LIVES_MILLISECONDS = 23 * 3_600_000;

/** Finds a payment link that an earlier call may have created. A session of that age has expired. */
async function wasMade(app: App, { id, kind, createdAt }: Checkout): Promise<boolean> {
  const age = app.clock.now().getTime() - createdAt.getTime();
  if (kind !== 'payment_link' || age < KEY_LIVES_MILLISECONDS) return false;
  const made = (await app.stripe.activeLinks()).find((link) => link.checkoutId === id);
  return made !== undefined && adoptPage(app, made);
}

/** Opens the page while the caller waits; when Stripe does not answer, the queue goes on with it. */
export async function openCheckoutNow(app: App, checkoutId: string): Promise<void> {
  const work = { topic: 'open_checkout', subjectId: checkoutId } as const;
  await runNow(app, work, () => openCheckout(app, checkoutId, 1));
}
