/**
 * Comparing what exists at Stripe with what is booked here, because an event may never have come to be (T18). What is
 * missing is booked by the same functions that apply events, with the object's id as its cause.
 */
import type { Discrepancy } from '../../domain/reconciliation.ts';
import type { StripeMoney, StripeRefund } from '../../domain/stripe-notification.ts';
import type { App } from '../ports.ts';
import { NAMELESS } from '../stripe-events/payment.ts';
import { book, count, type ReconciliationResult } from './book-object.ts';
import { reconcileDebits } from './debits.ts';
import { reconcilePages } from './pages.ts';
import { bookOrSetAside, NO_CURRENCY, setAsideUnreadable } from './set-aside.ts';
import { reconcileBalance, reconcilePayouts } from './stripe-balance.ts';

export async function reconcileObjects(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  await reconcilePayments(app, from, requestId, result);
  await reconcilePages(app, from, requestId, result);
  await reconcileRefunds(app, from, requestId, result);
  await reconcileDisputes(app, from, requestId, result);
  await reconcilePayouts(app, from, requestId, result);
  await reconcileBalance(app, from, result);
  await reconcileDebits(app, from, requestId, result);
}

async function reconcilePayments(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const setAside = setAsideUnreadable(app, result, 'payment');
  for (const { money } of await app.stripe.paymentsSince(from, setAside)) {
    if (money !== 'not_paid') await reconcilePayment(app, money, requestId, result);
  }
}

async function reconcilePayment(
  app: App,
  money: StripeMoney,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const { paymentIntentId } = money;
  const known = await app.db.read.payments.findByStripeIds({ paymentIntentId, chargeId: null });
  // Known, but not which charge it was: then neither is its fee.
  if (known && (known.chargeId !== null || money.chargeId === null)) return;
  const row = { ...money, id: money.chargeId ?? paymentIntentId, kind: 'payment' };
  const done = await bookOrSetAside(app, result, row, () =>
    book(app, { kind: 'payment_succeeded', money }, paymentIntentId, requestId),
  );
  if (!done) return;
  if (done.state === 'applied' && !known) {
    count(result, 'payments');
    app.log.warn('payment_recovered', { payment_intent: paymentIntentId });
  }
  // What is about it, such as its refunds, is not raised beside it.
  const isOthers = done.state === 'ignored' || ('reason' in done && isOfOthers(done.reason));
  if (isOthers) result.otherClinics.add(money.chargeId ?? paymentIntentId);
  if (done.state === 'quarantined' && done.reason !== 'other_clinic')
    await raiseOnce(app, money, done.reason, result);
}

async function raiseOnce(
  app: App,
  money: StripeMoney,
  reason: string,
  result: ReconciliationResult,
): Promise<void> {
  if (await app.db.read.events.isRaised(money.paymentIntentId)) return;
  result.unknown.push(unknownMoney(money, reason));
}

const isOfOthers = (reason: string): boolean => reason === 'other_clinic' || reason.startsWith(NAMELESS);

const unknownMoney = (money: StripeMoney, reason: string): Discrepancy => ({
  class: 'unknown_invoice',
  object: money.chargeId ?? money.paymentIntentId,
  currency: money.currency,
  oursCents: null,
  stripeCents: money.amountCents,
  detail: `payment ${money.paymentIntentId}: ${reason.split(':')[0]?.replaceAll('_', ' ')}`,
  happenedAt: money.at,
  invoiceId: null,
  stripePayoutId: null,
});

async function reconcileRefunds(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const unsettled = await app.db.read.refunds.unsettled(500);
  const found = await app.stripe.refundsSince(from, setAsideUnreadable(app, result, 'refund'));
  const listed = new Set(found.map((refund) => refund.stripeRefundId));
  const older: StripeRefund[] = [];
  for (const { id, stripeRefundId, paymentIntentId } of unsettled) {
    // Sent, and no answer kept: its work looks for it, or sends it again with the same key.
    if (stripeRefundId === null) await askAgain(app, id, requestId);
    else if (!listed.has(stripeRefundId))
      older.push(...(await refundsOf(app, { stripeRefundId, paymentIntentId }, result)));
  }
  for (const refund of [...found, ...older]) await reconcileRefund(app, refund, requestId, result);
}

/** All refunds of a payment; none when Stripe's answer cannot be read, which is set aside. */
async function refundsOf(
  app: App,
  { stripeRefundId, paymentIntentId }: { stripeRefundId: string; paymentIntentId: string },
  result: ReconciliationResult,
): Promise<StripeRefund[]> {
  const row = {
    id: stripeRefundId,
    kind: 'refund',
    currency: NO_CURRENCY,
    amountCents: null,
    at: app.clock.now(),
  };
  const found = await bookOrSetAside(app, result, row, () =>
    app.stripe.refundsOf({ paymentIntentId, chargeId: null }),
  );
  return found === undefined || found === 'unknown' ? [] : found;
}

async function reconcileRefund(
  app: App,
  refund: StripeRefund,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const payment = await app.db.read.payments.findByStripeIds(refund);
  if (result.otherClinics.has(refund.chargeId ?? '')) result.otherClinics.add(refund.stripeRefundId);
  if (!payment) return;
  const known = (await app.db.read.refunds.ofPayment(payment.id)).find(
    (each) => each.stripeRefundId === refund.stripeRefundId,
  );
  if (known?.status === refund.state) return;
  if (known?.status === 'failed') {
    result.unknown.push(failedHere(refund, payment.invoiceId));
    return;
  }
  const row = { ...refund, id: refund.stripeRefundId, kind: 'refund' };
  const done = await bookOrSetAside(app, result, row, () =>
    book(app, { kind: 'refund_updated', refund }, refund.stripeRefundId, requestId),
  );
  if (done?.state === 'applied') count(result, 'refunds');
}

/** A refund that failed here and not at Stripe: the patient may have the money all the same. */
const failedHere = (refund: StripeRefund, invoiceId: string): Discrepancy => ({
  class: 'amount_differs',
  object: refund.stripeRefundId,
  currency: refund.currency,
  oursCents: 0,
  stripeCents: -refund.amountCents,
  detail: `failed here, ${refund.state} at Stripe`,
  happenedAt: refund.at,
  invoiceId,
  stripePayoutId: null,
});

async function askAgain(app: App, refundId: string, requestId: string): Promise<void> {
  await app.db.read.outbox.add('execute_refund', refundId, requestId);
}

async function reconcileDisputes(
  app: App,
  from: Date,
  requestId: string,
  result: ReconciliationResult,
): Promise<void> {
  const found = await app.stripe.disputesSince(from, setAsideUnreadable(app, result, 'dispute'));
  const listed = new Set(found.map((dispute) => dispute.stripeDisputeId));
  for (const id of await app.db.read.disputes.open()) {
    if (listed.has(id)) continue;
    const row = { id, kind: 'dispute', currency: NO_CURRENCY, amountCents: null, at: app.clock.now() };
    const dispute = await bookOrSetAside(app, result, row, () => app.stripe.dispute(id));
    if (dispute !== undefined && dispute !== 'unknown') found.push(dispute);
  }
  for (const dispute of found) {
    const payment = await app.db.read.payments.findByStripeIds(dispute);
    if (result.otherClinics.has(dispute.chargeId ?? '')) result.otherClinics.add(dispute.stripeDisputeId);
    if (!payment || (await app.db.read.disputes.agrees(dispute))) continue;
    const row = { ...dispute, id: dispute.stripeDisputeId, kind: 'dispute' };
    const done = await bookOrSetAside(app, result, row, () =>
      book(app, { kind: 'dispute_updated', dispute }, dispute.stripeDisputeId, requestId),
    );
    if (done?.state === 'applied') count(result, 'disputes');
  }
}
