/** Closing the payment page before a command changes what is owed, so that whoever acts learns of a payment in time. */
import { formatMoney, isCurrency } from '../../domain/currency.ts';
import { cents } from '../../domain/money.ts';
import { refuse } from '../../domain/refusal.ts';
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App, Stores } from '../ports.ts';
import { book } from '../reconciliation/book-object.ts';
import { askToClose, closeCheckoutNow } from './close.ts';

/**
 * Checks the command, closes the page, and refuses `payment_in_progress` (409) when it was paid: the payment is booked, so
 * that it is seen on the invoice, and nothing else is done. Does nothing when no page is open. True when Stripe does not
 * answer and the queue goes on with it.
 *
 * @param check what the command itself refuses, so that no page is closed for a command that cannot be done
 */
export async function closePageFirst(
  app: App,
  invoiceId: string,
  by: Caller,
  check: (tx: Stores) => Promise<unknown>,
): Promise<boolean> {
  if (!(await app.db.read.checkouts.hasLive(invoiceId))) return false;
  const { closing } = await app.db.transaction(async (tx) => {
    await check(tx);
    return { closing: await askToClose(tx, invoiceId, by) };
  });
  const end = closing && (await closeCheckoutNow(app, closing));
  if (closing && end === 'complete') return refuseAsPaid(app, closing, by);
  return end === 'pending';
}

/** Books what was paid through a page and refuses with it. */
export async function refuseAsPaid(app: App, checkoutId: string, by: Caller): Promise<never> {
  const money = await bookPayment(app, checkoutId, by).catch((error: unknown) => {
    // The event or the reconciliation books it.
    app.log.warn('paid_page_not_booked', { checkout_id: checkoutId, error: String(error) });
    return undefined;
  });
  const nothingDone = 'Nothing else was changed.';
  if (!money || !isCurrency(money.currency))
    return refuse(
      'conflict',
      'payment_in_progress',
      `The patient has paid this invoice online, and the payment is being confirmed. ${nothingDone} Wait for it, then decide.`,
    );
  const amount = formatMoney(cents(money.amountCents), money.currency);
  return refuse(
    'conflict',
    'payment_in_progress',
    `The patient has just paid ${amount} online. The payment is on the invoice now. ${nothingDone} Look at the invoice, then decide.`,
  );
}

async function bookPayment(app: App, checkoutId: string, by: Caller): Promise<StripeMoney | undefined> {
  const page = await app.db.read.checkouts.get(checkoutId);
  if (!page?.stripeId) throw new StripeFailure('unknown', 'no_answer', 'The page is not known yet.');
  const paymentIntentId = await app.stripe.paidThrough(page.kind, page.stripeId);
  if (paymentIntentId === undefined) return undefined;
  const money = await app.stripe.paymentMoney({ paymentIntentId, chargeId: null });
  if (typeof money !== 'object') return undefined;
  const done = await book(app, { kind: 'payment_succeeded', money }, paymentIntentId, by.requestId);
  return done.state === 'applied' ? money : undefined;
}
