/** Whether an event, or the money in it, may be believed: whose account and mode it is of, and what Stripe says now. */
import { laterPayoutStatus } from './balance.ts';
import type {
  StripeDispute,
  StripeMoney,
  StripePaymentIds,
  StripePayout,
  StripeRefund,
} from './stripe-notification.ts';

/** What an event says about where it is from. */
export type EventOrigin = {
  /** The connected account that it happened in; null for the account of our own key. */
  account: string | null;
  /** Live or test: the event's own word, and that of the object in it where it has one. */
  livemodes: readonly boolean[];
  /** A notification without a snapshot, of Stripe's second API. */
  thin: boolean;
};

/** Why an event cannot be ours; nothing when it can. */
export function distrustOf(origin: EventOrigin, livemode: boolean): string | undefined {
  if (origin.thin) return 'thin_event';
  if (origin.account !== null) return 'other_account';
  return origin.livemodes.every((mode) => mode === livemode) ? undefined : 'other_mode';
}

/** What Stripe answers when it is asked for the payment of an event; null when it does not answer. */
export type PaymentAtStripe = StripeMoney | 'not_paid' | 'unknown' | null;

/** Why the money of an event is not what Stripe has; nothing when it agrees, or when Stripe does not answer. */
export function contradictionWith(reported: StripeMoney, now: PaymentAtStripe): string | undefined {
  if (now === null) return undefined;
  if (now === 'unknown') return 'unknown_at_stripe';
  if (now === 'not_paid') return 'not_paid_at_stripe';
  const same =
    now.paymentIntentId === reported.paymentIntentId &&
    now.amountCents === reported.amountCents &&
    now.currency === reported.currency &&
    agree(now.invoiceId, reported.invoiceId) &&
    agree(now.clinicId, reported.clinicId) &&
    agree(now.chargeId, reported.chargeId);
  return same ? undefined : 'contradicts_stripe';
}

/** The money of an event with what it leaves open, as Stripe has it now: then its other events find the payment complete. */
export function completedBy(reported: StripeMoney, now: PaymentAtStripe): StripeMoney {
  if (now === null || typeof now === 'string') return reported;
  return {
    ...reported,
    chargeId: reported.chargeId ?? now.chargeId,
    method: reported.method === 'online' ? now.method : reported.method,
  };
}

/** Why a failed attempt is not what Stripe has; nothing when it agrees, or when Stripe does not answer. */
export function attemptContradiction(
  reported: StripeMoney,
  now: StripeMoney | 'unknown' | null,
): string | undefined {
  if (now === null) return undefined;
  if (now === 'unknown') return 'unknown_at_stripe';
  const same =
    now.amountCents === reported.amountCents &&
    now.currency === reported.currency &&
    now.invoiceId === reported.invoiceId &&
    now.clinicId === reported.clinicId;
  return same ? undefined : 'contradicts_stripe';
}

const REFUND_ORDER = ['processing', 'succeeded', 'failed'];

/** Why a refund is not what Stripe has now. Stripe may be further than the event, never behind it. */
export function refundDisagreement(
  reported: StripeRefund,
  now: StripeRefund | undefined,
): string | undefined {
  if (!now) return 'unknown_at_stripe';
  const same =
    now.amountCents === reported.amountCents &&
    now.currency === reported.currency &&
    now.ourId === reported.ourId;
  const isAhead = REFUND_ORDER.indexOf(reported.state) > REFUND_ORDER.indexOf(now.state);
  return same && !isAhead ? undefined : 'contradicts_stripe';
}

/**
 * Why a dispute is not what Stripe has now. `not_yet`: the event says that money moved, and the dispute at Stripe does not
 * list it; its list may lag behind the event.
 */
export function disputeDisagreement(
  reported: StripeDispute,
  now: StripeDispute | 'unknown',
): 'unknown_at_stripe' | 'contradicts_stripe' | 'not_yet' | undefined {
  if (now === 'unknown') return 'unknown_at_stripe';
  const same =
    now.paymentIntentId === reported.paymentIntentId &&
    now.chargeId === reported.chargeId &&
    now.currency === reported.currency;
  const listed = reported.movements.filter((movement) => movement.balanceTransactionId !== null);
  const areListed = listed.every((movement) =>
    now.movements.some(
      (each) =>
        each.balanceTransactionId === movement.balanceTransactionId &&
        each.direction === movement.direction &&
        each.amountCents === movement.amountCents,
    ),
  );
  if (!same || !areListed) return 'contradicts_stripe';
  const isThere = reported.movements.every((movement) =>
    now.movements.some((each) => each.direction === movement.direction),
  );
  return isThere ? undefined : 'not_yet';
}

/** Why a payout is not what Stripe has now. Stripe may be further than the event, never behind it. */
export function payoutContradiction(
  reported: StripePayout,
  now: StripePayout | 'unknown',
): string | undefined {
  if (now === 'unknown') return 'unknown_at_stripe';
  const same =
    now.amountCents === reported.amountCents &&
    now.currency === reported.currency &&
    now.automatic === reported.automatic &&
    (now.reconciled || !reported.reconciled);
  const isBehind = laterPayoutStatus(now.status, reported.status) !== now.status;
  return same && !isBehind ? undefined : 'contradicts_stripe';
}

export type SessionNow = { status: 'open' | 'complete' | 'expired'; isPaid: boolean };

/** Why the end of a payment page is not what Stripe has. */
export function sessionContradiction(
  end: 'complete' | 'expired' | 'failed',
  now: SessionNow | 'unknown',
): string | undefined {
  if (now === 'unknown') return 'unknown_at_stripe';
  const isSo = end === 'failed' ? now.status === 'complete' && !now.isPaid : now.status === end;
  return isSo ? undefined : 'contradicts_stripe';
}

/** Whether what names a payment names this one: the intent and the charge, where both sides have them. */
export const namesPayment = (
  reported: StripePaymentIds,
  payment: { stripePaymentId: string | null; stripeChargeId: string | null },
): boolean =>
  agree(reported.paymentIntentId, payment.stripePaymentId) &&
  agree(reported.chargeId, payment.stripeChargeId);

const agree = (one: string | null, other: string | null): boolean =>
  one === null || other === null || one === other;
