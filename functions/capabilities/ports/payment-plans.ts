/** Payment plans: what was agreed, its versions, and what is owed under it. */
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Language } from '../../domain/messages.ts';
import type { Cents } from '../../domain/money.ts';
import type { Instalment, PlanConsequence } from '../../domain/payment-plan.ts';

export type PlannedInstalment = Instalment & { position: number };

export type PlanAcceptance = { how: 'signed' | 'link'; name: string | null; acceptedAt: string };

export type PlanVersion = {
  version: number;
  startedAt: string;
  reason: string | null;
  staffName: string;
  feeInvoiceId: string | null;
  terms: string;
  termsHash: string;
  language: Language;
  instalments: PlannedInstalment[];
  accepted: PlanAcceptance | null;
  /** The newest consequence of a missed instalment. */
  consequence: PlanConsequence | null;
};

export type CoveredInvoice = { id: string; number: string; balanceCents: Cents; dueOn: Day; dueBefore: Day };

export type StoredPlan = {
  id: string;
  patientId: string;
  currency: Currency;
  createdAt: string;
  cancelledAt: string | null;
  cancelReason: string | null;
  invoices: CoveredInvoice[];
  /** Newest first; there is at least one. */
  versions: [PlanVersion, ...PlanVersion[]];
};

export type NewPlanVersion = {
  planId: string;
  version: number;
  startedAt: Date;
  feeInvoiceId: string | null;
  reason: string | null;
  staffId: string;
  terms: string;
  termsHash: string;
  language: Language;
  instalments: readonly PlannedInstalment[];
};

export type PaymentPlanStore = {
  add(plan: { id: string; patientId: string; currency: Currency; staffId: string; at: Date }): Promise<void>;
  /** Puts an invoice under the plan; `false` when it is under another one. */
  cover(planId: string, invoiceId: string, dueBefore: Day): Promise<boolean>;
  /** The invoices under a plan that is being made. */
  covered(planId: string): Promise<CoveredInvoice[]>;
  addVersion(version: NewPlanVersion): Promise<void>;
  /** Locks the plan and reads it; the locks of its invoices are the caller's. */
  lock(id: string): Promise<StoredPlan | undefined>;
  get(id: string): Promise<StoredPlan | undefined>;
  /** Newest first. */
  ofPatient(patientId: string): Promise<StoredPlan[]>;
  /** The plan that an invoice is under. */
  ofInvoice(invoiceId: string): Promise<StoredPlan | undefined>;
  /** Standing plans after an id, in the order of their ids. */
  standing(after: string | null, limit: number): Promise<StoredPlan[]>;
  /** Standing plans of which an instalment that was due before a day is missed and not noticed yet. */
  missedBefore(day: Day): Promise<string[]>;
  /** Keeps that an instalment is missed; `false` when it is known. */
  addBreak(missed: {
    planId: string;
    version: number;
    position: number;
    consequence: PlanConsequence;
    at: Date;
  }): Promise<boolean>;
  /** The reminders of an instalment: their steps, and how many there were. */
  reminded(causePrefix: string): Promise<{ steps: number[]; count: number }>;
  cancel(id: string, by: { staffId: string; reason: string; at: Date }): Promise<void>;
  /** `false` when the version was accepted before. */
  accept(acceptance: {
    plan: StoredPlan;
    how: 'signed' | 'link';
    name: string;
    staffId: string | null;
    linkId: string | null;
    at: Date;
  }): Promise<boolean>;
};
