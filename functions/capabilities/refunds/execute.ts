/**
 * Sending an approved refund to Stripe. The call only sends the request: its result is booked by Stripe’s events
 * (decision 13). After a lost response the call is repeated with the same idempotency key, or the refund is looked up in
 * Stripe; it is never sent with a new key.
 */
import { stripeReason, whyNotApprovable } from '../../domain/refund.ts';
import { must } from '../../domain/refusal.ts';
import type { LockedRefund, RefundRequest } from '../ports/refunds.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { Work } from '../ports/work.ts';
import type { App, Stores } from '../ports.ts';
import { applyRefund } from '../stripe-events/refund.ts';
import { bySystem } from '../system-caller.ts';
import { lockRefundable } from './lock.ts';

/** Stripe forgets a key once it is 24 hours old; after that the same key would make a second refund. */
const KEY_LIVES_MILLISECONDS = 23 * 3_600_000;

/** Sends the refund of one piece of work. Throws when there is no answer, so that the outbox tries again. */
export async function executeRefund(app: App, work: Work): Promise<void> {
  if (await recoverSent(app, work)) return;
  const refund = await app.db.transaction((tx) => prepare(app, tx, work));
  if (!refund) return;
  const { request, sentAt } = refund;
  must(request && sentAt, 'a refund that is sent was stored first');
  const age = app.clock.now().getTime() - sentAt.getTime();
  if (age >= KEY_LIVES_MILLISECONDS) return giveUp(app, { id: refund.id, request }, 'not_made', work);
  try {
    const { stripeRefundId } = await app.stripe.refund(request, `refund:${refund.id}`);
    await app.db.transaction((tx) => rememberMade(tx, refund.id, stripeRefundId));
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error;
    // A stored server error is repeated for a day. Stripe's list decides; money is never sent with a second key.
    if (error.stored) return giveUp(app, { id: refund.id, request }, 'stripe_error', work);
    if (error.certainty === 'unknown') throw error;
    // Refused now, but an earlier try whose answer was lost may have made it: Stripe's list decides.
    await giveUp(app, { id: refund.id, request }, error.code, work);
  }
}

/**
 * Looks for the refund at Stripe before this row's first call: a restored row does not know that it was sent, and a key
 * older than 24 hours would make a second refund. Books the one that is found; whether there was one.
 */
async function recoverSent(app: App, work: Work): Promise<boolean> {
  const seen = await app.db.read.refunds.get(work.subjectId);
  if (seen?.status !== 'approved') return false;
  const payment = await app.db.read.refunds.payment(seen.payment_id);
  must(payment?.stripePaymentId, 'a refund has a payment at Stripe');
  const ids = { paymentIntentId: payment.stripePaymentId, chargeId: payment.stripeChargeId };
  const found = await app.stripe.refundsOf(ids);
  const made = found === 'unknown' ? undefined : found.find((each) => each.ourId === seen.id);
  if (!made) return false;
  const source = { id: made.stripeRefundId, payload: JSON.stringify({ object: made.stripeRefundId, made }) };
  await app.db.transaction((tx) => applyRefund({ app, tx, by: bySystem(work.requestId), source }, made, {}));
  return true;
}

/** The exact request is stored before the first call; nothing to send when it was answered, settled or overtaken. */
async function prepare(app: App, tx: Stores, work: Work): Promise<LockedRefund | undefined> {
  const seen = await tx.refunds.get(work.subjectId);
  // The payment first, as everybody locks.
  const payment = seen && (await lockRefundable(tx, seen.payment_id));
  const wanted = await tx.refunds.lock(work.subjectId);
  if (!wanted || wanted.stripeRefundId !== null) return undefined;
  if (wanted.status === 'processing') return wanted;
  if (wanted.status !== 'approved') return undefined;
  must(payment?.stripePaymentId, 'a refund has a payment at Stripe');
  const obstacle = whyNotApprovable(payment, {
    status: wanted.status,
    shares: await tx.refunds.shares(wanted.id),
  });
  if (obstacle) {
    await fail(tx, wanted, obstacle.code, work);
    return undefined;
  }
  const request: RefundRequest = {
    paymentIntentId: payment.stripePaymentId,
    amountCents: wanted.amountCents,
    reason: stripeReason(wanted.reason),
    refundId: wanted.id,
    clinicId: app.clinic.id,
  };
  const sentAt = app.clock.now();
  await tx.refunds.markSent(wanted.id, request, sentAt);
  return { ...wanted, status: 'processing', request, sentAt };
}

/** Checks whether Stripe has the refund after all; only if not, the refund has failed. */
async function giveUp(
  app: App,
  { id, request }: { id: string; request: RefundRequest },
  reason: string,
  work: Work,
): Promise<void> {
  const payment = { paymentIntentId: request.paymentIntentId, chargeId: null };
  const there = await app.stripe.refundsOf(payment);
  const made = there === 'unknown' ? undefined : there.find((each) => each.ourId === id);
  await app.db.transaction(async (tx) => {
    if (made) return rememberMade(tx, id, made.stripeRefundId);
    const refund = await tx.refunds.lock(id);
    if (refund?.status === 'processing' && refund.stripeRefundId === null) {
      await fail(tx, refund, reason, work);
    }
  });
}

/** Its event may have named and settled it before our answer came. */
async function rememberMade(tx: Stores, id: string, stripeRefundId: string): Promise<void> {
  const refund = await tx.refunds.lock(id);
  if (refund?.stripeRefundId === null) await tx.refunds.setStripeId(id, stripeRefundId);
}

async function fail(tx: Stores, refund: LockedRefund, reason: string, work: Work): Promise<void> {
  await tx.refunds.settle(refund.id, 'failed', reason);
  await tx.audit.record(bySystem(work.requestId), {
    action: 'refund_failed',
    targetType: 'refund',
    targetId: refund.id,
    details: { payment_id: refund.paymentId, failure_reason: reason, was: refund.status },
  });
}
