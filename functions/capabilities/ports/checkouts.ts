/** Payment pages at Stripe, as they are asked for and kept. */
import type { Allocation } from '../../domain/allocation.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';

export type CheckoutKind = 'checkout_session' | 'payment_link';

export type CheckoutState = 'creating' | 'open' | 'closing' | 'complete' | 'expired' | 'failed';

export type Checkout = {
  id: string;
  /** The first of the invoices that it covers. */
  invoiceId: string;
  /** What it covers of each invoice, in the order in which its payment settles them. */
  covers: readonly Allocation[];
  amountCents: Cents;
  kind: CheckoutKind;
  state: CheckoutState;
  idempotencyKey: string;
  stripeId: string | null;
  url: string | null;
  expiresAt: Date | null;
  createdAt: Date;
};

export type NewCheckout = Pick<Checkout, 'id' | 'invoiceId' | 'amountCents' | 'kind' | 'idempotencyKey'> & {
  currency: Currency;
  request: CheckoutRequest;
  /** What it covers; all of its amount is of its one invoice when left out. */
  covers?: readonly Allocation[];
};

export type CheckoutStore = {
  add(checkout: NewCheckout): Promise<void>;
  /** The page that is being made, open or closing for an invoice; at most one. */
  live(invoiceId: string): Promise<Checkout | undefined>;
  /** Whether there is one, without a lock. */
  hasLive(invoiceId: string): Promise<boolean>;
  /** Whether a page was finished whose money has neither come nor failed yet, as of a bank debit. */
  isPaymentOnItsWay(invoiceId: string): Promise<boolean>;
  get(id: string): Promise<Checkout | undefined>;
  /** The stored request; undefined once the page exists. */
  requestOf(id: string): Promise<CheckoutRequest | undefined>;
  opened(id: string, at: { stripeId: string; url: string; expiresAt: Date | null }): Promise<void>;
  setState(id: string, state: CheckoutState, lastError?: string): Promise<void>;
  /** Keeps why the page could not be made yet. */
  noteError(id: string, error: string): Promise<void>;
  /** Replaces a key whose stored answer is an error, unless another run has done so. */
  renewKey(id: string, usedKey: string): Promise<void>;
  /** The result of the page that a link was made for. */
  result(linkId: string): Promise<PaymentResult | undefined>;
  /**
   * Whether a page of Stripe's that covers the invoice may still bring money: it is not known here to be finished, or a
   * failure was reported within the last minute.
   */
  isUnsettled(stripeId: string, invoiceId: string): Promise<boolean>;
  byStripeId(
    stripeId: string,
  ): Promise<Pick<Checkout, 'id' | 'invoiceId' | 'state' | 'amountCents' | 'covers'> | undefined>;
};

/** What came of one payment page, as far as the patient's browser may know it from Stripe. */
export type PaymentResult = {
  /** Of all that the page covers, with commas between. */
  invoiceNumber: string;
  currency: Currency;
  amountCents: number;
  /** `waiting`: the page is finished, and neither the money nor its failure has been reported yet. */
  state: 'paid' | 'waiting' | 'not_paid';
  /** Whether the page may still bring money: it is not known here to be finished, or it failed within the last minute. */
  unsettled: boolean;
  /** Stripe's code of the last attempt when it failed; `declined` when it gave none. */
  failureCode: string | null;
};

/** The request for a payment page, exactly as it is sent: stored before the call, so that a repeat sends the same. */
export type CheckoutRequest = {
  /** The row that the page is made for; absent in requests that an older version stored. */
  checkoutId?: string;
  invoiceId: string;
  /** The patient whose account is paid, when the page covers several invoices. */
  accountId?: string;
  clinicId: string;
  currency: Currency;
  lines: { name: string; amountCents: number }[];
  successUrl: string;
  cancelUrl: string;
  /** Unix seconds; null for a payment link, which has no end of its own. */
  expiresAt: number | null;
};
