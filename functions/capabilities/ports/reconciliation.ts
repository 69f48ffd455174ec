/** Stripe's balance, fees and payouts beside our books. */

import type { Payout, ReconciliationBreak, ReconciliationRun } from '../../contracts/reconciliation.ts';
import type { Conversion, FeeFor } from '../../domain/balance.ts';
import type { BookCurrency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { BalanceLine, Discrepancy } from '../../domain/reconciliation.ts';
import type { BalanceTransaction, StripeCharge, StripePayout } from '../../domain/stripe-notification.ts';
import type { Page, PageOf } from './common.ts';

/** A fee that Stripe has taken and the ledger does not have. */
export type UnbookedFee = {
  balanceTransactionId: string;
  feeCents: Cents;
  currency: BookCurrency;
  for: FeeFor;
  at: Date;
};

/** A conversion at Stripe that the ledger lacks; the rate is null where Stripe gives none. */
export type UnbookedConversion = Conversion & { exchangeRate: number | null; at: Date };

/** Transactions by their ids, by what they are about, or since an instant. */
export type WhichTransactions = {
  ids?: readonly string[];
  sources?: readonly string[];
  since?: Date;
};

export type PayoutRecord = {
  id: string;
  stripePayoutId: string;
  amountCents: Cents;
  currency: BookCurrency;
  status: string;
  automatic: boolean;
};

/** What Stripe says of its own books. */
export type BalanceStore = {
  /** Keeps what is new, and the payout of what is known. */
  add(transactions: readonly BalanceTransaction[], stripePayoutId: string | null): Promise<void>;
  unbookedFees(which: WhichTransactions): Promise<UnbookedFee[]>;
  unbookedConversions(which: WhichTransactions): Promise<UnbookedConversion[]>;
  /** Keeps an unsettled bank debit of one of our invoices; false when its invoice is not ours. */
  keepDebit(debit: StripeCharge): Promise<boolean>;
  /** Keeps the payout, locked, with the status it had before; `isNew` when it was not known. */
  lockPayout(reported: StripePayout): Promise<PayoutRecord & { isNew: boolean }>;
  changePayout(id: string, reported: StripePayout, status: string): Promise<void>;
  payout(id: string): Promise<PayoutRecord | undefined>;
  /** Whether a payout is known with this status, and with its parts. */
  knowsPayout(reported: StripePayout): Promise<boolean>;
  markReconciled(id: string): Promise<void>;
};

/** How far one of our payments agrees with Stripe. */
export type OurPayment = {
  id: string;
  invoiceId: string;
  stripePaymentId: string;
  stripeChargeId: string | null;
  amountCents: number;
  currency: string;
  receivedAt: Date;
  /** Stripe's balance has its charge. */
  settled: boolean;
};

export type OurRefund = {
  id: string;
  invoiceId: string;
  stripePaymentId: string;
  stripeRefundId: string | null;
  amountCents: number;
  currency: string;
  madeAtStripe: boolean;
  /** Stripe's balance has it. */
  inBalance: boolean;
  createdAt: Date;
};

/** What the database keeps of a discrepancy. */
export type StoredDiscrepancy = Omit<ReconciliationBreak, 'next_step'>;

/** What the database keeps of a payout itself. */
export type StoredPayout = Omit<Payout, 'parts_cents' | 'matches' | 'parts'>;

export type ReconciliationStore = {
  watermark(name: string): Promise<string | undefined>;
  setWatermark(name: string, value: string): Promise<void>;
  /** The run that is waiting, or a new one: a running one has already listed what it compares. */
  ask(requestedBy: string | null): Promise<string>;
  /** Claims a waiting run, or one whose process ended. False when another is running or this one has ended. */
  begin(id: string): Promise<boolean>;
  /** Renews the lease of the running reconciliation. */
  keepAlive(id: string): Promise<void>;
  finish(id: string, found: Record<string, number>): Promise<void>;
  /** Back to waiting, so that it is tried again; failed when another waits already, which does the same. */
  interrupted(id: string, error: string): Promise<void>;
  run(id: string): Promise<ReconciliationRun | undefined>;
  lastRun(): Promise<ReconciliationRun | undefined>;
  /** Newest first. */
  runs(page: Page): Promise<PageOf<ReconciliationRun>>;
  lines(from: Date, to: Date): Promise<BalanceLine[]>;
  /** Those about one of Stripe's objects, or the one with this id. */
  linesAbout(object: string): Promise<BalanceLine[]>;
  ourPayments(from: Date, to: Date): Promise<OurPayment[]>;
  ourRefunds(from: Date, to: Date): Promise<OurRefund[]>;
  payouts(from: Date, to: Date): Promise<(StoredPayout & { parts_cents: number })[]>;
  payoutTransactions(stripePayoutIds: readonly string[]): Promise<BalanceLine[]>;
  /** The Stripe balance by the ledger, and by the sum of Stripe's own transactions. */
  clearing(): Promise<{ currency: string; ledger_cents: number; stripe_cents: number }[]>;
  /** When the oldest difference that is still open happened. */
  oldestDiscrepancy(): Promise<Date | undefined>;
  /** Keeps what was found, and resolves what since then is gone; staff's acceptance lasts. */
  saveDiscrepancies(found: readonly Discrepancy[], since: Date): Promise<void>;
  /** Keeps what was found between two comparisons. */
  addDiscrepancies(found: readonly Discrepancy[]): Promise<void>;
  discrepancies(from: Date, to: Date): Promise<StoredDiscrepancy[]>;
  discrepancy(id: string): Promise<StoredDiscrepancy | undefined>;
  /** It has been booked. False when it is not open. */
  resolve(id: string, at: Date): Promise<boolean>;
  accept(id: string, staffId: string, note: string, at: Date): Promise<boolean>;
};
