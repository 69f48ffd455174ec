/** Opening the one page that may be open for an invoice, after whatever stands in its way is closed. */
import { refuse } from '../../domain/refusal.ts';
import type { Checkout } from '../ports/checkouts.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { askToCloseAll, closeCheckoutNow } from './close.ts';
import { refuseAsPaid } from './close-first.ts';
import { openCheckoutNow } from './open.ts';

/** `open` and `close` are ids of pages. */
export type PageStep = { ready: Checkout } | { open: string } | { close: readonly string[] };

/** A page this close to its end is not handed out any more. */
const SPARE_MILLISECONDS = 10 * 60_000;
const TRIES = 3;

/**
 * Returns the open page. Refuses `payment_in_progress` when a page that stands in its way was paid, `stripe_refused`,
 * `stripe_unavailable`, and `payment_page_busy` when others keep opening pages for the same invoices.
 *
 * @param nextStep what is to be done, decided under lock, until the page is ready
 */
export async function openOnePage(
  app: App,
  nextStep: (tx: Stores) => Promise<PageStep>,
  by: Caller,
): Promise<Checkout> {
  for (let tries = 0; tries < TRIES; tries++) {
    const step = await app.db.transaction(nextStep);
    if ('ready' in step) return step.ready;
    if ('open' in step) return openNow(app, step.open);
    for (const page of step.close) await closeNow(app, page, by);
  }
  return refuse(
    'conflict',
    'payment_page_busy',
    'Another payment page is being opened for this invoice. Try again.',
  );
}

async function openNow(app: App, checkoutId: string): Promise<Checkout> {
  await openCheckoutNow(app, checkoutId);
  const made = await app.db.read.checkouts.get(checkoutId);
  if (made?.state === 'open') return made;
  if (made?.state === 'failed') {
    return refuse('unprocessable', 'stripe_refused', 'Stripe did not accept this payment page.');
  }
  return refuse(
    'unavailable',
    'stripe_unavailable',
    'The payment page is not ready yet. Try again in a moment.',
    { retryAfterSeconds: 5 },
  );
}

async function closeNow(app: App, checkoutId: string, by: Caller): Promise<void> {
  const end = await closeCheckoutNow(app, checkoutId);
  if (end === 'complete') return refuseAsPaid(app, checkoutId, by);
  if (end === 'pending') {
    refuse('unavailable', 'stripe_unavailable', 'Stripe does not answer at the moment. Try again.', {
      retryAfterSeconds: 5,
    });
  }
}

/**
 * The step with the pages that are live for the invoices: the one that fits is handed out, others are closed. Undefined
 * when a new page can be made.
 *
 * @param fits whether a page asks for what is wanted
 */
export async function stepWithLive(
  app: App,
  tx: Stores,
  { invoiceIds, fits }: { invoiceIds: readonly string[]; fits: (page: Checkout) => boolean },
  by: Caller,
): Promise<PageStep | undefined> {
  const [first] = invoiceIds;
  const live = first === undefined ? undefined : await tx.checkouts.live(first);
  if (live && fits(live)) {
    const left = live.expiresAt === null ? Infinity : live.expiresAt.getTime() - app.clock.now().getTime();
    if (live.state === 'open' && left > SPARE_MILLISECONDS) return { ready: live };
    if (live.state === 'creating') {
      await tx.outbox.add('open_checkout', live.id, by.requestId, 'caller');
      return { open: live.id };
    }
  }
  const close = await askToCloseAll(tx, invoiceIds, by);
  return close.length > 0 ? { close } : undefined;
}
