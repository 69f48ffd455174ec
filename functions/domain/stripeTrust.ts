/** Whether an event, or the money in it, may be believed: whose account and mode it is of, and what Stripe says now. */
import type { StripeMoney, StripePaymentIds } from './stripeFact.ts';

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
export function contradictionWith(told: StripeMoney, now: PaymentAtStripe): string | undefined {
  if (now === null) return undefined;
  if (now === 'unknown') return 'unknown_at_stripe';
  if (now === 'not_paid') return 'not_paid_at_stripe';
  const same =
    now.paymentIntentId === told.paymentIntentId &&
    now.amountCents === told.amountCents &&
    now.currency === told.currency &&
    agree(now.invoiceId, told.invoiceId) &&
    agree(now.clinicId, told.clinicId) &&
    agree(now.chargeId, told.chargeId);
  return same ? undefined : 'contradicts_stripe';
}

/** Whether what names a payment names this one: the intent and the charge, where both sides have them. */
export const namesPayment = (
  told: StripePaymentIds,
  payment: { stripePaymentId: string | null; stripeChargeId: string | null },
): boolean =>
  agree(told.paymentIntentId, payment.stripePaymentId) && agree(told.chargeId, payment.stripeChargeId);

const agree = (one: string | null, other: string | null): boolean =>
  one === null || other === null || one === other;
