/** Our books beside Stripe's. */
import type { Payout, ReconciliationRun } from '../../contracts/reconciliation.ts';
import type { BalanceLine } from '../../domain/reconciliation.ts';
import type { Page, PageOf } from './common.ts';

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
};
