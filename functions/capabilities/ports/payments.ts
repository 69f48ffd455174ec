/** Payments, from Stripe and from the desk. */
import type { TimelineEvent } from '../../contracts/fields.ts';
import type { InvoicePayment } from '../../contracts/invoices.ts';
import type { ListedPayment, PaymentDetail } from '../../contracts/payments.ts';
import type { Allocation } from '../../domain/allocation.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { OfflineMethod } from '../../domain/offline-payment.ts';
import type { PaymentPart } from '../../domain/payment-part.ts';
import type { KnownRefund } from '../../domain/refund.ts';
import type { StripePaymentIds } from '../../domain/stripe-notification.ts';
import type { Page, PageOf } from './common.ts';

export type PaymentMethod =
  | 'card'
  | 'bank_debit'
  | 'online'
  | 'cash'
  | 'cheque'
  | 'bank_transfer'
  | 'card_terminal';

export type PaymentFilter = {
  status?: 'succeeded' | 'failed' | 'refunded' | 'reversed' | undefined;
  method?: PaymentMethod | undefined;
  patientId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  query?: string | undefined;
  timeZone: string;
};

export type LockedPayment = {
  id: string;
  invoiceId: string;
  amountCents: Cents;
  currency: Currency;
  method: PaymentMethod;
  status: 'succeeded' | 'failed' | 'refunded';
  refundedCents: Cents;
  reversedAt: Date | null;
  /** What of it settles which invoice, oldest first, and what became the patient's credit. */
  allocations: readonly Allocation[];
  surplusCents: Cents;
};

export type StripePaymentFacts = {
  invoiceId: string;
  stripePaymentId: string;
  stripeChargeId: string | null;
  amountCents: Cents;
  currency: Currency;
  method: PaymentMethod;
  receivedAt: Date;
  rawEvent: string;
};

export type NamedPayment = {
  method: PaymentMethod;
  id: string;
  invoiceId: string;
  chargeId: string | null;
  amountCents: Cents;
  currency: Currency;
};

/** A payment that was taken at the desk. */
export type OfflinePayment = {
  id: string;
  invoiceId: string;
  amountCents: Cents;
  currency: Currency;
  method: OfflineMethod;
  reference: string | null;
  receiptNumber: string;
  staffId: string;
  receivedAt: Date;
};

/** A payment with its parts, as it is shown. */
export type StoredPayment = ListedPayment &
  Pick<PaymentDetail, 'reversal_reason' | 'allocations' | 'credit_cents'>;

export type PaymentStore = {
  /** Books the money of one payment intent. `seen` when it is booked already, by whichever event. */
  addSucceeded(facts: StripePaymentFacts): Promise<{ id: string } | 'seen'>;
  /** Records a failed attempt, unless the payment has succeeded meanwhile. */
  recordFailed(
    facts: StripePaymentFacts & { message: string; code: string | null },
  ): Promise<{ id: string } | 'seen'>;
  ofInvoice(invoiceId: string): Promise<InvoicePayment[]>;
  addOffline(payment: OfflinePayment): Promise<void>;
  /** The invoice that it is listed under. */
  resolveInvoice(id: string): Promise<string | undefined>;
  /** The invoices that it settles. */
  invoicesOf(id: string): Promise<string[]>;
  lockBooked(id: string): Promise<LockedPayment | undefined>;
  addReversal(reversal: { paymentId: string; reason: string; staffId: string; at: Date }): Promise<void>;
  addMove(move: {
    id: string;
    paymentId: string;
    currency: Currency;
    fromInvoiceId: string;
    toInvoiceId: string;
    amountCents: Cents;
    reason: string;
    staffId: string;
    at: Date;
  }): Promise<void>;
  get(id: string): Promise<StoredPayment | undefined>;
  list(filter: PaymentFilter, page: Page): Promise<PageOf<ListedPayment>>;
  /** What happened to a payment, oldest first. */
  timeline(id: string): Promise<TimelineEvent[]>;
  /** The payment that Stripe names so; a failed attempt is no payment yet. */
  findByStripeIds(ids: StripePaymentIds): Promise<NamedPayment | undefined>;
};

/** A payment under lock, with what its refunds and disputes are checked against. */
export type PaymentWithRefunds = {
  id: string;
  invoiceId: string;
  status: 'succeeded' | 'failed' | 'refunded';
  amountCents: Cents;
  currency: Currency;
  stripePaymentId: string | null;
  stripeChargeId: string | null;
  /** A dispute forbids refunds. */
  disputed: boolean;
  /** Oldest first. */
  refunds: KnownRefund[];
  /** What it has on each of its invoices, oldest first. */
  parts: PaymentPart[];
};
