/** Refunds, from the request to the money that went back. */
import type { Refund } from '../../contracts/refunds.ts';
import type { Allocation } from '../../domain/allocation.ts';
import type { Currency } from '../../domain/currency.ts';
import type { InvoiceMoney } from '../../domain/given-back.ts';
import type { LedgerEntry } from '../../domain/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import type { InvoiceFigures } from '../../domain/money-back.ts';
import type {
  KnownRefund,
  RefundEffect,
  RefundReason,
  RefundShare,
  RefundStatus,
  StripeRefundReason,
  StripeRefundState,
} from '../../domain/refund.ts';
import type { Page, PageOf } from './common.ts';
import type { PaymentWithRefunds } from './payments.ts';

/** What the database keeps of a refund; the rules add the rest of the reply. */
export type StoredRefund = Omit<Refund, 'warning' | 'not_approvable' | 'given_back'> & {
  /** What can still change the decision: only of a refund that was not sent yet. */
  open: { disputed: boolean; shares: RefundShare[] } | null;
};

export type RefundFilter = {
  status?: RefundStatus | undefined;
  paymentId?: string | undefined;
  invoiceId?: string | undefined;
  outsideApproval?: boolean | undefined;
};

/** Exactly what Stripe is sent, kept before the call. */
export type RefundRequest = {
  paymentIntentId: string;
  amountCents: number;
  reason: StripeRefundReason;
  refundId: string;
  clinicId: string;
};

/** A refund, as its execution and its settlement need it. */
export type LockedRefund = KnownRefund & {
  paymentId: string;
  currency: Currency;
  reason: RefundReason;
  effect: RefundEffect;
  requestedBy: string | null;
  request: RefundRequest | null;
  sentAt: Date | null;
};

export type RefundStore = {
  add(refund: {
    paymentId: string;
    amountCents: Cents;
    reason: RefundReason;
    note: string | null;
    effect: RefundEffect;
    requestedBy: string;
    /** From which invoices it is taken. */
    parts: readonly Allocation[];
  }): Promise<string>;
  addMadeAtStripe(refund: {
    paymentId: string;
    amountCents: Cents;
    reason: RefundReason;
    effect: RefundEffect;
    state: StripeRefundState;
    stripeRefundId: string | null;
    failureReason: string | null;
    parts: readonly Allocation[];
  }): Promise<string>;
  get(id: string): Promise<StoredRefund | undefined>;
  list(filter: RefundFilter, page: Page): Promise<PageOf<StoredRefund>>;
  lock(id: string): Promise<LockedRefund | undefined>;
  lockPayment(paymentId: string): Promise<PaymentWithRefunds | undefined>;
  /** The same without a lock, to say what could be refunded now. */
  payment(paymentId: string): Promise<PaymentWithRefunds | undefined>;
  /** A payment's refunds and their sum, read without a lock, to see whether Stripe is to be asked. */
  ofPayment(paymentId: string): Promise<KnownRefund[]>;
  decide(
    id: string,
    decision: {
      status: 'approved' | 'rejected';
      staffId: string | null;
      selfApproved: boolean;
      reason: string | null;
      at: Date;
    },
  ): Promise<void>;
  markSent(id: string, request: RefundRequest, at: Date): Promise<void>;
  setStripeId(id: string, stripeRefundId: string): Promise<void>;
  settle(id: string, state: StripeRefundState, failureReason: string | null): Promise<void>;
  /** Rejects a request that was not sent to Stripe yet. */
  reject(id: string, reason: string): Promise<void>;
  /** What the refund takes from each invoice, oldest allocation first. */
  shares(id: string): Promise<RefundShare[]>;
  /** What an invoice took and has given back. */
  invoiceMoney(invoiceId: string): Promise<InvoiceMoney>;
  /** The invoice of a payment, as the ledger has it now. */
  invoiceFigures(invoiceId: string): Promise<InvoiceFigures>;
  /** What a refund booked when it succeeded, with what switches changed since; empty when it never did. */
  booked(refundId: string): Promise<LedgerEntry[]>;
  /** Gives a refund the other effect, with who switched it and why. */
  switchEffect(change: {
    id: string;
    effect: RefundEffect;
    reason: string;
    changeId: string;
    staffId: string;
    at: Date;
  }): Promise<void>;
  /** Refunds that were sent and whose end is not known, and those whose work died. */
  unsettled(limit: number): Promise<{ id: string; stripeRefundId: string | null; paymentIntentId: string }[]>;
};
