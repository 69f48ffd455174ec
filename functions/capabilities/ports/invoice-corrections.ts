/** Credit notes, write-offs and moved due dates of an invoice. */
import type { CreditNote, DueDateChange, WriteOff } from '../../contracts/invoice-corrections.ts';
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { Page, PageOf } from './common.ts';

export type CreditNoteLine = { invoiceItemId: string; amountCents: Cents; taxCents: Cents };

/** `from` and `to` are the clinic's days of issue. */
export type CreditNoteFilter = {
  patientId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  timeZone: string;
};

/** A credit note in a list, with whom and what it is for. */
export type ListedCreditNote = Omit<CreditNote, 'lines'> & { invoice_number: string; patient_name: string };

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
  /** Newest first. */
  listCreditNotes(filter: CreditNoteFilter, page: Page): Promise<PageOf<ListedCreditNote>>;
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
    /** Null when the system moves it, by a rule of a payment plan. */
    staffId: string | null;
    at: Date;
  }): Promise<void>;
  dueDateChangesOf(invoiceId: string): Promise<DueDateChange[]>;
};
