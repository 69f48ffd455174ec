/** Credit notes, write-offs, moved due dates and patient credit. */
import type { Day } from '../../domain/calendar.ts';
import type { CreditPayoutStatus, PatientCredit } from '../../domain/credit-payout.ts';
import type { Currency } from '../../domain/currency.ts';
import type { CreditLot } from '../../domain/given-back.ts';
import type { Cents } from '../../domain/money.ts';
import type { OfflineMethod } from '../../domain/offline-payment.ts';
import type { Page, PageOf } from './common.ts';

export type CreditNoteLine = { invoiceItemId: string; amountCents: Cents; taxCents: Cents };

export type CreditNoteView = {
  id: string;
  number: string;
  invoice_id: string;
  currency: Currency;
  amount_cents: number;
  tax_cents: number;
  owed_cents: number;
  to_credit_cents: number;
  reason: string;
  lines: { invoice_item_id: string; description: string | null; amount_cents: number; tax_cents: number }[];
  issued_at: string;
};

export type WriteOffView = {
  id: string;
  invoice_id: string;
  currency: Currency;
  amount_cents: number;
  reason: string;
  reverses: string | null;
  written_off_at: string;
};

export type CorrectionStore = {
  addCreditNote(note: {
    id: string;
    number: string;
    invoiceId: string;
    currency: Currency;
    amountCents: Cents;
    taxCents: Cents;
    owedCents: Cents;
    toCreditCents: Cents;
    reason: string;
    staffId: string;
    issuedAt: Date;
    lines: readonly CreditNoteLine[];
  }): Promise<void>;
  creditNote(id: string): Promise<CreditNoteView | undefined>;
  creditNotesOf(invoiceId: string): Promise<CreditNoteView[]>;
  /** What credit notes of an invoice gave to the patient as credit, and what they took of each line. */
  creditedOf(invoiceId: string): Promise<{ lines: readonly CreditNoteLine[] }>;
  /** What members of staff who are no admins credited of an invoice. */
  clerksCredited(invoiceId: string): Promise<Cents>;
  addWriteOff(writeOff: {
    id: string;
    invoiceId: string;
    currency: Currency;
    amountCents: Cents;
    reason: string;
    staffId: string;
    at: Date;
    reverses: string | null;
  }): Promise<void>;
  writeOff(id: string): Promise<WriteOffView | undefined>;
  /** The newest write-off of an invoice that was not taken back. */
  standingWriteOff(invoiceId: string): Promise<{ id: string; amountCents: Cents } | undefined>;
  addDueDateChange(change: {
    invoiceId: string;
    from: Day;
    to: Day;
    reason: string;
    staffId: string;
    at: Date;
  }): Promise<void>;
  dueDateChangesOf(invoiceId: string): Promise<DueDateChangeView[]>;
};

export type DueDateChangeView = {
  from_date: string;
  to_date: string;
  reason: string;
  staff_id: string;
  changed_at: string;
};

export type CreditUseView = {
  id: string;
  kind: 'applied' | 'refunded';
  patient_id: string;
  currency: Currency;
  amount_cents: number;
  invoice_id: string | null;
  method: OfflineMethod | null;
  reference: string | null;
  used_at: string;
};

export type CreditStore = {
  /** What credit a patient has; others who would spend it wait until this transaction ends. */
  lock(patientId: string, currency: Currency): Promise<PatientCredit | undefined>;
  /** The patient's credit that is neither used nor reserved, by the invoice that it came from, oldest first. */
  lots(patientId: string, currency: Currency): Promise<CreditLot[]>;
  addUse(use: {
    id: string;
    kind: 'applied' | 'refunded';
    patientId: string;
    currency: Currency;
    amountCents: Cents;
    invoiceId: string | null;
    method: OfflineMethod | null;
    reference: string | null;
    staffId: string;
    at: Date;
  }): Promise<void>;
  use(id: string): Promise<CreditUseView | undefined>;
  /** Who has credit, the most first: the work list of surplus money. */
  list(page: Page): Promise<PageOf<PatientCreditView>>;
};

export type PatientCreditView = {
  patient_id: string;
  patient_name: string;
  currency: Currency;
  credit_cents: number;
  /** Of the credit, what pay-outs that are pending approval take. */
  reserved_cents: number;
  balance_cents: number;
};

export type CreditPayoutView = {
  id: string;
  status: CreditPayoutStatus;
  patient_id: string;
  patient_name: string;
  currency: Currency;
  amount_cents: number;
  method: OfflineMethod;
  reference: string;
  requested_by: string;
  requested_by_name: string;
  requested_at: string;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: string | null;
  decision_reason: string | null;
  self_approved: boolean;
  used_at: string | null;
};

export type LockedCreditPayout = {
  id: string;
  patientId: string;
  currency: Currency;
  amountCents: Cents;
  method: OfflineMethod;
  reference: string;
  status: CreditPayoutStatus;
  requestedBy: string;
};

/** Pay-outs of credit, those that need the approval of another admin among them. */
export type CreditPayoutStore = {
  /** Up to how much one admin pays out to a patient alone, in minor units; a limit raised lately does not count yet. */
  limit(at: Date): Promise<Cents>;
  /** What was paid out to a patient without approval since an instant. */
  unapprovedCents(patientId: string, currency: Currency, since: Date): Promise<Cents>;
  /** Requests one; its amount is reserved. */
  add(
    payout: Omit<LockedCreditPayout, 'status' | 'requestedBy'>,
    requestedBy: string,
    at: Date,
  ): Promise<void>;
  lock(id: string): Promise<LockedCreditPayout | undefined>;
  decide(
    id: string,
    decision: {
      status: 'paid' | 'rejected';
      staffId: string;
      selfApproved: boolean;
      reason: string | null;
      at: Date;
    },
  ): Promise<void>;
  /** One pay-out, whether it needed approval or not. */
  get(id: string): Promise<CreditPayoutView | undefined>;
  /** Those that needed approval, newest first. */
  list(
    filter: { status?: CreditPayoutStatus | undefined; patientId?: string | undefined },
    page: Page,
  ): Promise<PageOf<CreditPayoutView>>;
};
