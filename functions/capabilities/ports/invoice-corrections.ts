/** Credit notes, write-offs, moved due dates and patient credit. */
import type { CreditNoteRequest } from '../../contracts/credit-note-requests.ts';
import type { CreditNote, DueDateChange, WriteOff } from '../../contracts/invoice-corrections.ts';
import type { CreditPayout } from '../../contracts/credit-payouts.ts';
import type { PatientWithCredit } from '../../contracts/credits.ts';
import type { CreditUse } from '../../contracts/patient-credit.ts';
import type { Day } from '../../domain/calendar.ts';
import type { CreditNoteDecision, CreditNoteRequestStatus } from '../../domain/credit-note-request.ts';
import type { CreditPayoutStatus, PatientCredit } from '../../domain/credit-payout.ts';
import type { Currency } from '../../domain/currency.ts';
import type { CreditLot } from '../../domain/given-back.ts';
import type { Cents } from '../../domain/money.ts';
import type { OfflineMethod } from '../../domain/offline-payment.ts';
import type { Page, PageOf } from './common.ts';

export type CreditNoteLine = { invoiceItemId: string; amountCents: Cents; taxCents: Cents };

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
  creditNote(id: string): Promise<CreditNote | undefined>;
  creditNotesOf(invoiceId: string): Promise<CreditNote[]>;
  /** What credit notes of an invoice gave to the patient as credit, and what they took of each line. */
  creditedOf(invoiceId: string): Promise<{ lines: readonly CreditNoteLine[] }>;
  /**
   * What members of staff who are no admins credited of an invoice, and of the patient's other invoices in the 30 days
   * before an instant.
   */
  clerksCredited(invoiceId: string, at: Date): Promise<Cents>;
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
  writeOff(id: string): Promise<WriteOff | undefined>;
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
  dueDateChangesOf(invoiceId: string): Promise<DueDateChange[]>;
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
  use(id: string): Promise<CreditUse | undefined>;
  /** Who has credit, the most first: the work list of surplus money. */
  list(page: Page): Promise<PageOf<PatientWithCredit>>;
};

/** What the database keeps of a pay-out. */
export type StoredCreditPayout = Omit<CreditPayout, 'kind' | 'invoice_id'>;

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
  get(id: string): Promise<StoredCreditPayout | undefined>;
  /** Those that needed approval, newest first. */
  list(
    filter: { status?: CreditPayoutStatus | undefined; patientId?: string | undefined },
    page: Page,
  ): Promise<PageOf<StoredCreditPayout>>;
};

export type LockedCreditNoteRequest = {
  id: string;
  invoiceId: string;
  currency: Currency;
  amountCents: Cents;
  /** Empty when the amount is of the whole invoice. */
  lines: { invoiceItemId: string; amountCents: Cents }[];
  reason: string;
  status: CreditNoteRequestStatus;
  requestedBy: string;
};

/** Credit notes that clerks requested above their limit. */
export type CreditNoteRequestStore = {
  /** Requests one; false when another is pending for the invoice. */
  add(request: Omit<LockedCreditNoteRequest, 'status'>, at: Date): Promise<boolean>;
  lock(id: string): Promise<LockedCreditNoteRequest | undefined>;
  /** The id of the one that is pending for an invoice. */
  pendingOf(invoiceId: string): Promise<string | undefined>;
  decide(
    id: string,
    decision: { status: CreditNoteDecision; staffId: string; reason: string | null; at: Date },
  ): Promise<void>;
  get(id: string): Promise<CreditNoteRequest | undefined>;
  /** Newest first. */
  list(
    filter: { status?: CreditNoteRequestStatus | undefined; invoiceId?: string | undefined },
    page: Page,
  ): Promise<PageOf<CreditNoteRequest>>;
};
