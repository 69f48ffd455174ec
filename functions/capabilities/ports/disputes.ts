/** Disputes, as Stripe reports them and staff resolve them. */
import type { Dispute } from '../../contracts/disputes.ts';
import type { Allocation } from '../../domain/allocation.ts';
import type { DisputeOutcome, DisputeStage } from '../../domain/dispute.ts';
import type { Cents } from '../../domain/money.ts';
import type { StripeDispute } from '../../domain/stripe-notification.ts';
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

/** What the database keeps of a dispute; the rules add the rest of the reply. */
export type StoredDispute = Omit<Dispute, 'is_inquiry' | 'needs_response' | 'needs_decision'>;

export type DisputeFilter = {
  stage?: DisputeStage | undefined;
  paymentId?: string | undefined;
  invoiceId?: string | undefined;
};

export type DisputeStore = {
  /** Adds the dispute when it is new; locked either way. */
  lockReported(paymentId: string, reported: StripeDispute): Promise<LockedDispute & { isNew: boolean }>;
  lock(id: string): Promise<LockedDispute | undefined>;
  change(id: string, reported: StripeDispute, status: string): Promise<void>;
  moved(
    id: string,
    moved: { withdrawnCents?: Cents; reinstatedCents?: Cents; feeCents?: Cents; feeCurrency?: string },
  ): Promise<void>;
  decide(id: string, outcome: DisputeOutcome, staffId: string, at: Date): Promise<void>;
  get(id: string): Promise<StoredDispute | undefined>;
  /** Newest first; those that wait for evidence by their deadline where the filter asks for them. */
  list(filter: DisputeFilter, page: Page): Promise<PageOf<StoredDispute>>;
  /** Stripe's ids of the disputes that have no end yet. */
  open(): Promise<string[]>;
  /** What the dispute took from each invoice and did not return, the last taken first; and what of it the clinic bears. */
  held(stripeDisputeId: string): Promise<(Allocation & { absorbedCents: Cents })[]>;
  /** The credit from a payment that exceeds the money left of it after refunds and disputes; never negative. */
  uncoveredCredit(paymentId: string): Promise<Cents>;
  /** Whether everything that Stripe reports of a dispute is recorded and booked. */
  agrees(reported: StripeDispute): Promise<boolean>;
};
