/** What an event of Stripe says in the clinic's words; which event said it does not matter. */
import type { ReportedRefund } from './refund.ts';

export type StripeMoney = {
  /** From the metadata that we gave; null when the object is not ours. */
  invoiceId: string | null;
  clinicId: string | null;
  /** Our page that the money was paid through, as far as the object names it. */
  checkoutId?: string | null;
  /** The object names two different invoices. */
  namesTwo?: boolean;
  paymentIntentId: string;
  chargeId: string | null;
  sessionId: string | null;
  amountCents: number;
  currency: string;
  method: 'card' | 'bank_debit' | 'online';
  at: Date;
};

/** How Stripe names the payment that something is about. */
export type StripePaymentIds = { paymentIntentId: string | null; chargeId: string | null };

/** A charge as it is now: Stripe books a bank debit at submission, and books it back when it fails. */
export type StripeCharge = { state: 'pending' | 'succeeded' | 'failed'; money: StripeMoney };

export type StripeRefund = ReportedRefund &
  StripePaymentIds & {
    currency: string;
    reason: string | null;
    failureReason: string | null;
    at: Date;
  };

/** Money that a dispute moved, or gave back. */
export type DisputeMovement = {
  direction: 'withdrawn' | 'reinstated';
  /** Null when the event reports the movement without its balance transaction. */
  balanceTransactionId: string | null;
  /** In the currency of the dispute. */
  amountCents: number;
  feeCents: number;
  /** The currency of the fee, which is that of Stripe's balance. */
  feeCurrency: string;
  /** Stripe's entry, where the event or the answer holds all of it. */
  transaction: BalanceTransaction | null;
};

export type StripeDispute = StripePaymentIds & {
  stripeDisputeId: string;
  amountCents: number;
  currency: string;
  reason: string;
  status: string;
  isChargeRefundable: boolean;
  evidenceDueAt: Date | null;
  movements: readonly DisputeMovement[];
  openedAt: Date;
  at: Date;
};

export type StripePayout = {
  stripePayoutId: string;
  amountCents: number;
  currency: string;
  status: string;
  failureMessage: string | null;
  arrivesOn: string;
  reconciled: boolean;
  /** Stripe made it by its schedule, and says what it is made of; of one that was asked for by hand it does not. */
  automatic: boolean;
  madeAt: Date;
  at: Date;
};

export type BalanceTransaction = {
  id: string;
  type: string;
  reportingCategory: string;
  source: string | null;
  amountCents: number;
  feeCents: number;
  netCents: number;
  currency: string;
  /** Of the smallest units: an amount in the currency paid, times this, is the amount. Null when nothing was converted. */
  exchangeRate: number | null;
  madeAt: Date;
  availableAt: Date;
};

export type StripeNotification =
  | { kind: 'payment_succeeded'; money: StripeMoney }
  | { kind: 'payment_failed'; money: StripeMoney; message: string; code: string | null }
  | { kind: 'checkout_finished'; sessionId: string }
  | { kind: 'checkout_expired'; sessionId: string }
  /** The page was finished, and its money, such as a bank debit, did not come after all. */
  | { kind: 'checkout_failed'; sessionId: string }
  | { kind: 'refund_updated'; refund: StripeRefund }
  /** `money` is the charge's own; `refundedCents` all that was refunded of it so far. */
  | { kind: 'charge_refunded'; money: StripeMoney; refundedCents: number }
  | { kind: 'dispute_updated'; dispute: StripeDispute }
  | { kind: 'payout_updated'; payout: StripePayout }
  /** A bank debit that is on its way, or that failed after Stripe had booked it. */
  | { kind: 'debit_unsettled'; chargeId: string }
  /** The card network expects a payment to be disputed as fraud. */
  | { kind: 'fraud_warning'; payment: StripePaymentIds; actionable: boolean }
  /** The charge's money is in the balance, less its fee. */
  | { kind: 'fee_known'; balanceTransactionId: string }
  | { kind: 'ignored' }
  | { kind: 'unparseable'; why: string };
