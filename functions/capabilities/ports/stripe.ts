/** Stripe, as a capability sees it. */
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
import type { EventOrigin, SessionNow } from '../../domain/stripe-trust.ts';
import type { CheckoutKind, CheckoutRequest } from './checkouts.ts';
import type { RefundRequest } from './refunds.ts';
import type { StripeEventRecord } from './stripe-events.ts';

/** Stripe did not do it, or we do not know whether it did. */
export class StripeFailure extends Error {
  override name = 'StripeFailure';
  /** `unknown`: no answer, so it may have been done. `refused`: certain that it was not, and repeating is in vain. */
  readonly certainty: 'unknown' | 'refused';
  readonly code: string;
  /** Stripe has stored this answer: the same idempotency key gets it again until the key is forgotten. */
  readonly stored: boolean;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  constructor(
    certainty: 'unknown' | 'refused',
    code: string,
    message: string,
    { stored = false, status = 0 }: { stored?: boolean; status?: number } = {},
  ) {
    super(message);
    this.certainty = certainty;
    this.code = code;
    this.stored = stored;
    this.status = status;
  }
}

/** An object of Stripe's that our code cannot read, and why. */
export type UnreadableObject = { id: string; currency: string | null; at: Date | null; reason: string };
export type SetAside = (object: UnreadableObject) => void;

/** A payment page that exists at Stripe, with our ids from its metadata. */
export type StripePage = {
  kind: CheckoutKind;
  stripeId: string;
  /** Null when the page can no longer be paid. */
  url: string | null;
  expiresAt: Date | null;
  clinicId: string | null;
  invoiceId: string | null;
  checkoutId: string | null;
};

export type StripePort = {
  openCheckout(
    kind: CheckoutKind,
    request: CheckoutRequest,
    idempotencyKey: string,
  ): Promise<{ stripeId: string; url: string; expiresAt: Date | null }>;
  /** The page that Stripe made for a request, though its answer was an error; nothing when there is none. */
  findCheckout(
    kind: CheckoutKind,
    checkoutId: string,
    since: Date,
  ): Promise<{ stripeId: string; url: string; expiresAt: Date | null } | undefined>;
  /** Makes a page unusable. `complete` when it was paid before we came. Throws StripeFailure. */
  closeCheckout(kind: CheckoutKind, stripeId: string): Promise<'expired' | 'complete'>;
  /** The payment that a finished page brought; nothing when there is none. Throws StripeFailure. */
  paidThrough(kind: CheckoutKind, stripeId: string): Promise<string | undefined>;
  /** An event from the bytes that Stripe signed, or why they cannot be trusted. */
  verifyEvent(body: string, signature: string): StripeEventRecord | 'not_signed' | 'not_an_event';
  /** Whether events of this type are applied; all others are only kept. */
  isApplied(type: string): boolean;
  parseNotification(event: StripeEventRecord): StripeNotification;
  /** Which account and mode an event is of. */
  readOrigin(event: StripeEventRecord): EventOrigin;
  /** Sends a refund, as it was stored. Answers its id at Stripe. Throws StripeFailure. */
  refund(request: RefundRequest, idempotencyKey: string): Promise<{ stripeRefundId: string }>;
  /** All refunds of a payment, oldest first; `unknown` when Stripe does not know the payment. */
  refundsOf(payment: StripePaymentIds): Promise<StripeRefund[] | 'unknown'>;
  /** The money of a payment, when it has succeeded; `unknown` when Stripe does not know it. */
  paymentMoney(payment: StripePaymentIds): Promise<StripeMoney | 'not_paid' | 'unknown'>;
  /** A payment as it was tried, whether or not it has succeeded; the amount is the one that was asked for. */
  paymentAttempt(paymentIntentId: string): Promise<StripeMoney | 'unknown'>;
  /** How far a checkout session is, and whether it brought money. */
  sessionNow(sessionId: string): Promise<SessionNow | 'unknown'>;
  payout(stripePayoutId: string): Promise<StripePayout | 'unknown'>;
  charge(chargeId: string): Promise<StripeCharge | 'unknown'>;
  dispute(stripeDisputeId: string): Promise<StripeDispute | 'unknown'>;
  balanceTransaction(id: string): Promise<BalanceTransaction | 'unknown'>;
  /** A payout's own entries: all that Stripe says of one that was made by hand. */
  entriesOf(stripePayoutId: string, setAside: SetAside): Promise<BalanceTransaction[]>;
  /** The transactions of an automatic payout, without the payout's own entry. */
  payoutTransactions(stripePayoutId: string, setAside: SetAside): Promise<BalanceTransaction[]>;
  /** Events after one that we have, a page at a time, oldest first; `unknown` when Stripe has forgotten that one. */
  eventsAfter(eventId: string): Promise<{ events: StripeEventRecord[]; more: boolean } | 'unknown'>;
  /** All events since an instant, oldest first. */
  eventsSince(from: Date): Promise<StripeEventRecord[]>;
  /** The objects at Stripe since an instant, because events may be missing; an unreadable object is set aside. */
  paymentsSince(
    from: Date,
    setAside: SetAside,
  ): Promise<{ paymentIntentId: string; money: StripeMoney | 'not_paid' }[]>;
  checkoutsSince(
    from: Date,
    setAside: SetAside,
  ): Promise<(StripePage & { end: 'open' | 'complete' | 'expired' })[]>;
  /** Payment links that can still be paid, however old. */
  activeLinks(setAside?: SetAside): Promise<StripePage[]>;
  refundsSince(from: Date, setAside: SetAside): Promise<StripeRefund[]>;
  disputesSince(from: Date, setAside: SetAside): Promise<StripeDispute[]>;
  balanceTransactionsSince(from: Date, setAside: SetAside): Promise<BalanceTransaction[]>;
  payoutsSince(from: Date, setAside: SetAside): Promise<StripePayout[]>;
};
