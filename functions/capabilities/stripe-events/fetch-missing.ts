/** Fetches from Stripe what an event leaves open, before the transaction, so that no transaction waits for the network. */
import { isTotalExplained } from '../../domain/refund.ts';
import type {
  BalanceTransaction,
  StripeCharge,
  StripeDispute,
  StripeMoney,
  StripeNotification,
  StripePaymentIds,
  StripePayout,
  StripeRefund,
} from '../../domain/stripe-notification.ts';
import type { SessionNow } from '../../domain/stripe-trust.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App } from '../ports.ts';

/** What was fetched from Stripe for an event. */
export type StripeLookups = {
  /** The payment that an event came before. */
  money?: StripeMoney | 'not_paid' | 'unknown';
  /** All refunds of a charge, because its total does not say which. */
  refunds?: StripeRefund[] | 'unknown';
  /** A dispute as it is now. */
  dispute?: StripeDispute | 'unknown';
  transaction?: BalanceTransaction | 'unknown';
  charge?: StripeCharge | 'unknown';
  /** The payment page whose end an event reports. */
  session?: SessionNow | 'unknown';
  payout?: StripePayout | 'unknown';
};

/** Fetches from Stripe only what our books lack. Throws StripeFailure when Stripe does not respond. */
export async function fetchMissing(app: App, notification: StripeNotification): Promise<StripeLookups> {
  switch (notification.kind) {
    case 'refund_updated':
      return fetchPayment(app, notification.refund);
    case 'charge_refunded': {
      const payment = await app.db.read.payments.findByStripeIds(notification.money);
      const known = payment ? await app.db.read.refunds.ofPayment(payment.id) : [];
      if (isTotalExplained(known, notification.refundedCents)) return {};
      return { refunds: await app.stripe.refundsOf(notification.money) };
    }
    case 'dispute_updated':
      return {
        ...(await fetchPayment(app, notification.dispute)),
        dispute: await orUnknownInOutage(() => app.stripe.dispute(notification.dispute.stripeDisputeId)),
      };
    case 'fee_known':
      return {
        transaction: await orUnknownInOutage(() =>
          app.stripe.balanceTransaction(notification.balanceTransactionId),
        ),
      };
    case 'checkout_finished':
    case 'checkout_expired':
    case 'checkout_failed':
      return fetchSession(app, notification);
    case 'payout_updated':
      return { payout: await app.stripe.payout(notification.payout.stripePayoutId) };
    case 'debit_unsettled':
      return { charge: await orUnknownInOutage(() => app.stripe.charge(notification.chargeId)) };
    default:
      return {};
  }
}

/** A page that is not ours, or of whose end we know, is not looked up. */
async function fetchSession(
  app: App,
  {
    kind,
    sessionId,
  }: { kind: 'checkout_finished' | 'checkout_expired' | 'checkout_failed'; sessionId: string },
): Promise<StripeLookups> {
  const page = await app.db.read.checkouts.byStripeId(sessionId);
  if (!page || page.state === 'expired') return {};
  if (page.state === 'complete' && kind !== 'checkout_failed') return {};
  return { session: await app.stripe.sessionNow(sessionId) };
}

/** Returns `unknown` in an outage: the event's snapshot is used then, and the reconciliation corrects it. */
async function orUnknownInOutage<T>(fetch: () => Promise<T | 'unknown'>): Promise<T | 'unknown'> {
  try {
    return await fetch();
  } catch (error) {
    if (error instanceof StripeFailure) return 'unknown';
    throw error;
  }
}

async function fetchPayment(app: App, ids: StripePaymentIds): Promise<StripeLookups> {
  if (await app.db.read.payments.findByStripeIds(ids)) return {};
  return { money: await app.stripe.paymentMoney(ids) };
}
