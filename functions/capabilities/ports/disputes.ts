/** Disputes, as Stripe tells of them and staff decide them. */
import type { Currency } from '../../domain/currency.ts';
import type { DisputeOutcome, DisputeStage } from '../../domain/dispute.ts';
import type { Cents } from '../../domain/money.ts';
import type { StripeDispute } from '../../domain/stripe-fact.ts';
import type { Page, PageOf } from './common.ts';

export type LockedDispute = {
  id: string;
  stripeDisputeId: string;
  paymentId: string;
  status: string;
  withdrawnCents: Cents;
  reinstatedCents: Cents;
  outcome: DisputeOutcome | null;
};

export type DisputeView = {
  id: string;
  stripe_dispute_id: string;
  payment_id: string;
  invoice_id: string;
  invoice_number: string | null;
  patient_id: string;
  patient_name: string;
  amount_cents: number;
  currency: Currency;
  reason: string;
  status: string;
  is_charge_refundable: boolean;
  evidence_due_at: string | null;
  withdrawn_cents: number;
  reinstated_cents: number;
  fee_cents: number;
  /** The currency of Stripe's balance; null without a fee. */
  fee_currency: string | null;
  outcome: DisputeOutcome | null;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: string | null;
  opened_at: string;
};

export type DisputeFilter = {
  stage?: DisputeStage | undefined;
  paymentId?: string | undefined;
  invoiceId?: string | undefined;
};

export type DisputeStore = {
  /** Adds the dispute when it is new; locked either way. */
  lockTold(paymentId: string, told: StripeDispute): Promise<LockedDispute & { isNew: boolean }>;
  lock(id: string): Promise<LockedDispute | undefined>;
  change(id: string, told: StripeDispute, status: string): Promise<void>;
  moved(
    id: string,
    moved: { withdrawnCents?: Cents; reinstatedCents?: Cents; feeCents?: Cents; feeCurrency?: string },
  ): Promise<void>;
  decide(id: string, outcome: DisputeOutcome, staffId: string, at: Date): Promise<void>;
  get(id: string): Promise<DisputeView | undefined>;
  /** Newest first; those that wait for evidence by their deadline where the filter asks for them. */
  list(filter: DisputeFilter, page: Page): Promise<PageOf<DisputeView>>;
  /** Stripe's ids of the disputes that have no end yet. */
  open(): Promise<string[]>;
  /** What the clinic bears of a lost dispute, as it was booked. */
  absorbed(stripeDisputeId: string): Promise<Cents>;
  /** What a payment became as credit beyond the money that is left of it, after its refunds and disputes; never negative. */
  uncoveredCredit(paymentId: string): Promise<Cents>;
  /** Whether all that Stripe tells of a dispute is known and booked. */
  agrees(told: StripeDispute): Promise<boolean>;
};
