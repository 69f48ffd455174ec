/** Applies one notification in a transaction, from an event or from a reconciliation. */
import type { StripeNotification, StripePaymentIds, StripePayout } from '../../domain/stripe-notification.ts';
import { namesPayment, payoutContradiction, sessionContradiction } from '../../domain/stripe-trust.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { applyPayout } from '../stripe-balance/payouts.ts';
import { applyDispute } from './dispute.ts';
import { applyFailedPayment } from './failed-payment.ts';
import type { StripeLookups } from './fetch-missing.ts';
import { type EventContext, type EventOutcome, quarantined } from './outcome.ts';
import { applyPayment } from './payment.ts';
import { applyChargeRefunded, applyRefund } from './refund.ts';
import { lockPayment } from './resolve-payment.ts';

/** @param lookups what Stripe said beforehand about what the fact leaves open */
export async function applyNotification(
  on: EventContext,
  notification: StripeNotification,
  lookups: StripeLookups,
): Promise<EventOutcome> {
  const { app, tx, by } = on;
  switch (notification.kind) {
    case 'payment_succeeded':
      return applyPayment(on, notification.money);
    case 'payment_failed':
      return applyFailedPayment(on, notification.money, notification);
    case 'checkout_finished':
      return settleCheckout(tx, notification.sessionId, 'complete', lookups);
    case 'checkout_expired':
      return settleCheckout(tx, notification.sessionId, 'expired', lookups);
    case 'checkout_failed':
      return settleCheckout(tx, notification.sessionId, 'failed', lookups);
    case 'refund_updated':
      return applyRefund(on, notification.refund, lookups);
    case 'charge_refunded':
      return applyChargeRefunded(on, notification, lookups);
    case 'dispute_updated':
      return applyDispute(on, notification.dispute, lookups);
    case 'payout_updated':
      return settlePayout(tx, notification.payout, lookups, by);
    case 'fee_known':
      return applyFee(tx, lookups);
    case 'debit_unsettled':
      return keepDebit(app, tx, lookups);
    case 'fraud_warning':
      return warnOfFraud(tx, notification);
    case 'ignored':
      return { state: 'ignored' };
    case 'unparseable':
      return quarantined(notification.why);
  }
}

/** Books the fee of a charge. When Stripe was unavailable, the reconciliation finds the fee. */
async function applyFee(tx: Stores, { transaction }: StripeLookups): Promise<EventOutcome> {
  if (typeof transaction !== 'object') return { state: 'ignored' };
  await tx.balance.add([transaction], null);
  return { state: 'applied', fees: { ids: [transaction.id] } };
}

/**
 * Keeps that a bank debit of ours explains what Stripe has booked for it. Nothing is booked here until it succeeds; only
 * the fee of one that failed is.
 */
async function keepDebit(app: App, tx: Stores, { charge }: StripeLookups): Promise<EventOutcome> {
  if (typeof charge !== 'object' || charge.state === 'succeeded' || charge.money.clinicId !== app.clinic.id)
    return { state: 'ignored' };
  if (!(await tx.balance.keepDebit(charge))) return { state: 'ignored' };
  return { state: 'applied', fees: { sources: [charge.money.chargeId ?? ''] } };
}

/** Staff see the warning among the quarantined events until they have dealt with it. */
async function warnOfFraud(
  tx: Stores,
  { payment, actionable }: { payment: StripePaymentIds; actionable: boolean },
): Promise<EventOutcome> {
  const known = actionable ? await tx.payments.findByStripeIds(payment) : undefined;
  if (!known) return { state: 'ignored' };
  const { books } = await lockPayment(tx, known);
  if (!namesPayment(payment, books)) return quarantined('ids_contradict');
  const invoice = await tx.invoices.get(known.invoiceId);
  return quarantined(`early_fraud_warning: invoice ${invoice?.invoice_number ?? known.invoiceId}`);
}

/** Books the current state of the payout at Stripe; quarantines an event that contradicts it. */
async function settlePayout(
  tx: Stores,
  reported: StripePayout,
  { payout: now }: StripeLookups,
  by: Caller,
): Promise<EventOutcome> {
  const contradiction = now === undefined ? undefined : payoutContradiction(reported, now);
  if (contradiction !== undefined) return quarantined(contradiction);
  return applyPayout(tx, typeof now === 'object' ? { ...now, at: reported.at } : reported, by);
}

/** `failed`: it was finished, and its bank debit came to nothing. */
async function settleCheckout(
  tx: Stores,
  sessionId: string,
  end: 'complete' | 'expired' | 'failed',
  { session }: StripeLookups,
): Promise<EventOutcome> {
  const page = await tx.checkouts.byStripeId(sessionId);
  if (!page) return { state: 'ignored' };
  const contradiction = session === undefined ? undefined : sessionContradiction(end, session);
  if (contradiction !== undefined) return quarantined(contradiction);
  // A late "expired" never takes back that the page was finished, nor a late "finished" that it came to an end.
  const hasEnded = page.state === 'complete' || page.state === 'expired';
  if (end === 'failed') await tx.checkouts.setState(page.id, 'expired');
  else if (!hasEnded) await tx.checkouts.setState(page.id, end);
  return { state: 'applied' };
}
