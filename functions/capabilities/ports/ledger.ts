/** Numbers, the ledger, and the books as of an instant. */
import type { Day } from '../../domain/calendar.ts';
import type { BookCurrency, Currency } from '../../domain/currency.ts';
import type { Account, Posting } from '../../domain/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import type { NumberedDocument } from '../../domain/numbering.ts';
import type { Instant, Page, PageOf } from './common.ts';
import type { PatientBalance } from './patients.ts';

export type NumberStore = {
  /** The next place of the month's series; others wait for it until this transaction ends. */
  next(kind: NumberedDocument, month: string): Promise<number>;
  /** Writes down which document has the number. */
  record(given: AllocatedNumber): Promise<void>;
  /** Every number of a month, in order, with what became of its document. */
  ofMonth(kind: NumberedDocument, month: string): Promise<NumberView[]>;
  /** Places that are never given, because a restore cannot know whether they were. */
  setAside(kind: NumberedDocument, month: string): Promise<SetAsideView[]>;
};

export type AllocatedNumber = {
  kind: NumberedDocument;
  month: string;
  sequence: number;
  number: string;
  documentId: string;
};

export type SetAsideView = { first: number; last: number; reason: string; set_aside_at: string };

export type NumberView = {
  sequence: number;
  number: string;
  document_id: string;
  given_at: string;
  fate: string;
};

export type LedgerStore = {
  post(posting: Posting): Promise<string>;
  /** Posts unless this kind has booked this cause already; false then. */
  postOnce(posting: Posting): Promise<boolean>;
  isPosted(kind: string, cause: string): Promise<boolean>;
  /** What is left of an invoice's charge: earned and not taken back, and the tax on it. */
  chargeLeft(invoiceId: string): Promise<{ revenueCents: Cents; taxCents: Cents }>;
  entries(filter: LedgerFilter, page: Page): Promise<PageOf<LedgerEntryView>>;
  /** The sum of every account as of an instant; per currency they come to zero. */
  trialBalance(asOf: Date): Promise<{ currency: BookCurrency; account: Account; balance_cents: number }[]>;
};

export type LedgerFilter = {
  account?: Account | undefined;
  invoiceId?: string | undefined;
  patientId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  timeZone: string;
};

export type LedgerEntryView = {
  id: number;
  transaction_id: string;
  kind: string;
  cause: string;
  account: Account;
  currency: BookCurrency;
  amount_cents: number;
  effect: string | null;
  patient_id: string | null;
  invoice_id: string | null;
  invoice_number: string | null;
  payment_id: string | null;
  /** Where the entry is one side of a conversion. */
  conversion: {
    from_cents: number;
    from_currency: BookCurrency;
    to_cents: number;
    to_currency: BookCurrency;
    exchange_rate: number;
  } | null;
  occurred_at: string;
  recorded_at: string;
};

export type StatementMovement = {
  at: string;
  kind: string;
  invoice_number: string | null;
  document: string | null;
  amount_cents: number;
  credit_cents: number;
};

export type BooksStore = {
  invoiceAsOf(id: string, instant: Instant): Promise<InvoiceFiguresView | undefined>;
  patientAsOf(id: string, instant: Instant): Promise<PatientBalance[] | undefined>;
  /** What a patient owed and had as credit before `from`, all that moved it until the instant, and what it came to. */
  statement(
    patientId: string,
    currency: Currency,
    from: Date | undefined,
    instant: Instant,
  ): Promise<{
    opening: Omit<PatientBalance, 'currency'>;
    movements: StatementMovement[];
    closing: Omit<PatientBalance, 'currency'>;
  }>;
  /** What is owed, by patient and the due date that held at the instant; and the receivable account itself. */
  owed(
    currency: Currency,
    instant: Instant,
  ): Promise<{
    debts: { patient_id: string; patient_name: string; due_date: Day; cents: number }[];
    receivableCents: number;
  }>;
};

export type InvoiceFiguresView = {
  charged_cents: number;
  paid_cents: number;
  refunded_cents: number;
  credited_cents: number;
  written_off_cents: number;
  balance_cents: number;
};
