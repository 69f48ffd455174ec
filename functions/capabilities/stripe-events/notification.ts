/** Applying one fact in a transaction, whichever event or sweep told it. */
import type { StripeFact, StripePaymentIds, StripePayout } from '../../domain/stripe-notification.ts';
import { namesPayment, payoutContradiction, sessionContradiction } from '../../domain/stripe-trust.ts';
import { applyPayout } from '../stripe-balance/payouts.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { type Applied, quarantined, type Source } from './outcome.ts';
import type { Asked } from './fetch-missing.ts';
import { applyDispute } from './dispute.ts';
import { applyFailedPayment } from './failed-payment.ts';
import { applyPayment } from './payment.ts';
import { lockPayment } from './resolve-payment.ts';
import { applyChargeRefunded, applyRefund } from './refund.ts';

/** @param asked what Stripe said beforehand about what the fact leaves open */
export async function applyFact(
  app: App,
  tx: Stores,
  fact: StripeFact,
  asked: Asked,
  source: Source,
  by: Caller,
): Promise<Applied> {
  switch (fact.fact) {
    case 'payment_succeeded':
      return applyPayment(app, tx, fact.money, source, by);
    case 'payment_failed':
      return applyFailedPayment(app, tx, fact.money, fact, source, by);
    case 'checkout_finished':
      return settleCheckout(tx, fact.sessionId, 'complete', asked);
    case 'checkout_expired':
      return settleCheckout(tx, fact.sessionId, 'expired', asked);
    case 'checkout_failed':
      return settleCheckout(tx, fact.sessionId, 'failed', asked);
    case 'refund_told':
      return applyRefund(app, tx, fact.refund, asked, source, by);
    case 'charge_refunded':
      return applyChargeRefunded(app, tx, fact, asked, source, by);
    case 'dispute_told':
      return applyDispute(app, tx, fact.dispute, asked, source, by);
    case 'payout_told':
      return settlePayout(tx, fact.payout, asked, by);
    case 'fee_known':
      return applyFee(tx, asked);
    case 'debit_unsettled':
      return keepDebit(app, tx, asked);
    case 'fraud_warning':
      return warnOfFraud(tx, fact);
    case 'of_no_interest':
      return { state: 'ignored' };
    case 'not_understood':
      return quarantined(fact.why);
  }
}

/** The fee of a charge; when Stripe was not there to tell it, the comparison of the books finds it. */
async function applyFee(tx: Stores, { transaction }: Asked): Promise<Applied> {
  if (typeof transaction !== 'object') return { state: 'ignored' };
  await tx.balance.add([transaction], null);
  return { state: 'applied', fees: { ids: [transaction.id] } };
}

/**
 * Keeps that a bank debit of ours explains what Stripe has booked for it. Nothing is booked here until it succeeds; only
 * the fee of one that failed is.
 */
async function keepDebit(app: App, tx: Stores, { charge }: Asked): Promise<Applied> {
  if (typeof charge !== 'object' || charge.state === 'succeeded' || charge.money.clinicId !== app.clinic.id)
    return { state: 'ignored' };
  if (!(await tx.balance.keepDebit(charge))) return { state: 'ignored' };
  return { state: 'applied', fees: { sources: [charge.money.chargeId ?? ''] } };
}

/** Staff see the warning among the quarantined events until they have dealt with it. */
async function warnOfFraud(
  tx: Stores,
  { payment, actionable }: { payment: StripePaymentIds; actionable: boolean },
): Promise<Applied> {
  const known = actionable ? await tx.payments.named(payment) : undefined;
  if (!known) return { state: 'ignored' };
  const { books } = await lockPayment(tx, known);
  if (!namesPayment(payment, books)) return quarantined('ids_contradict');
  const invoice = await tx.invoices.get(known.invoiceId);
  return quarantined(`early_fraud_warning: invoice ${invoice?.invoice_number ?? known.invoiceId}`);
}

/** What Stripe says of the payout now is booked; an event that contradicts it is not. */
async function settlePayout(
  tx: Stores,
  told: StripePayout,
  { payout: now }: Asked,
  by: Caller,
): Promise<Applied> {
  const contradiction = now === undefined ? undefined : payoutContradiction(told, now);
  if (contradiction !== undefined) return quarantined(contradiction);
  return applyPayout(tx, typeof now === 'object' ? { ...now, at: told.at } : told, by);
}

/** `failed`: it was finished, and its bank debit came to nothing. */
async function settleCheckout(
  tx: Stores,
  sessionId: string,
  end: 'complete' | 'expired' | 'failed',
  { session }: Asked,
): Promise<Applied> {
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
