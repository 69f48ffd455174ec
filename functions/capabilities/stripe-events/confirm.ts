/**
 * An event is a hint: before it changes anything that our books do not know, Stripe is asked whether it is so. A Stripe
 * that does not answer stops nothing; the reconciliation compares later.
 */
import type {
  StripeDispute,
  StripeMoney,
  StripeNotification,
  StripeRefund,
} from '../../domain/stripe-notification.ts';
import {
  attemptContradiction,
  completedBy,
  contradictionWith,
  disputeDisagreement,
  refundDisagreement,
} from '../../domain/stripe-trust.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App } from '../ports.ts';

/**
 * The notification, completed by what Stripe has; or why Stripe contradicts it. It stays as it is when our books know it
 * already, or when Stripe is away.
 */
export async function confirmAtStripe(
  app: App,
  notification: StripeNotification,
): Promise<{ notification: StripeNotification } | { contradiction: string }> {
  if (notification.kind === 'payment_succeeded' || notification.kind === 'charge_refunded') {
    const money = await confirmPayment(app, notification.money);
    return typeof money === 'string'
      ? { contradiction: money }
      : { notification: { ...notification, money } };
  }
  const contradiction = await contradictionAtStripe(app, notification);
  return contradiction === undefined ? { notification } : { contradiction };
}

async function contradictionAtStripe(
  app: App,
  notification: StripeNotification,
): Promise<string | undefined> {
  switch (notification.kind) {
    case 'payment_failed':
      return attemptContradiction(
        notification.money,
        await answered(() => app.stripe.paymentAttempt(notification.money.paymentIntentId)),
      );
    case 'refund_updated':
      return refundContradiction(app, notification.refund);
    case 'dispute_updated':
      return disputeContradiction(app, notification.dispute);
    default:
      return undefined;
  }
}

async function confirmPayment(app: App, money: StripeMoney): Promise<StripeMoney | string> {
  const ids = { paymentIntentId: money.paymentIntentId, chargeId: money.chargeId };
  if (await app.db.read.payments.findByStripeIds(ids)) return money;
  const now = await answered(() => app.stripe.paymentMoney(ids));
  return contradictionWith(money, now) ?? completedBy(money, now);
}

async function refundContradiction(app: App, refund: StripeRefund): Promise<string | undefined> {
  const payment = await app.db.read.payments.findByStripeIds(refund);
  const known = payment ? await app.db.read.refunds.ofPayment(payment.id) : [];
  const row = known.find((each) => each.stripeRefundId === refund.stripeRefundId);
  if (row && row.status === refund.state && row.amountCents === refund.amountCents) return undefined;
  const there = await answered(() => app.stripe.refundsOf(refund));
  // It waits for a payment that is not known.
  if (there === null || (there === 'unknown' && !payment)) return undefined;
  const same =
    there === 'unknown' ? undefined : there.find((each) => each.stripeRefundId === refund.stripeRefundId);
  return refundDisagreement(refund, same);
}

/** Throws while Stripe does not list a movement of money that the event reports: the event is retried, then quarantined. */
async function disputeContradiction(app: App, dispute: StripeDispute): Promise<string | undefined> {
  const now = await answered(() => app.stripe.dispute(dispute.stripeDisputeId));
  if (now === null) return undefined;
  const disagreement = disputeDisagreement(dispute, now);
  if (disagreement === 'not_yet') throw new Error('Stripe does not list this movement of the dispute yet.');
  return disagreement;
}

/** Null when Stripe does not answer. */
async function answered<T>(fetch: () => Promise<T>): Promise<T | null> {
  try {
    return await fetch();
  } catch (error) {
    if (error instanceof StripeFailure) return null;
    throw error;
  }
}
