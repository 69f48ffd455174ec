/** Numbers, the ledger, and the books as of an instant. */
import type { InvoiceBalance } from '../../contracts/invoice-balance.ts';
import type { LedgerEntry } from '../../contracts/ledger.ts';
import type { CertifiedNumber, SetAsideNumbers } from '../../contracts/numbers.ts';
import type { PatientBalance, Statement } from '../../contracts/patient-account.ts';
import type { Day } from '../../domain/calendar.ts';
import type { BookCurrency, Currency } from '../../domain/currency.ts';
import type { Account, Posting } from '../../domain/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import type { NumberedDocument } from '../../domain/numbering.ts';
import type { Instant, Page, PageOf } from './common.ts';

export type NumberStore = {
  /** The next place of the month's series; others wait for it until this transaction ends. */
  next(kind: NumberedDocument, month: string): Promise<number>;
  /** Writes down which document has the number. */
  record(given: AllocatedNumber): Promise<void>;
  /** Every number of a month, in order, with what became of its document. */
  ofMonth(kind: NumberedDocument, month: string): Promise<CertifiedNumber[]>;
  /** Places that are never given, because a restore cannot know whether they were. */
  setAside(kind: NumberedDocument, month: string): Promise<SetAsideNumbers[]>;
};

export type AllocatedNumber = {
  kind: NumberedDocument;
  month: string;
  sequence: number;
  number: string;
  documentId: string;
};

export type LedgerStore = {
  post(posting: Posting): Promise<string>;
  /** Posts unless this kind has booked this cause already; false then. */
  postOnce(posting: Posting): Promise<boolean>;
  isPosted(kind: string, cause: string): Promise<boolean>;
  /** What is left of an invoice's charge: earned and not taken back, and the tax on it. */
  chargeLeft(invoiceId: string): Promise<{ revenueCents: Cents; taxCents: Cents }>;
  entries(filter: LedgerFilter, page: Page): Promise<PageOf<LedgerEntry>>;
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

/** A movement without the balances that it led to. */
export type StatementMovement = Omit<
  Statement['movements'][number],
  'balance_cents' | 'credit_balance_cents'
>;

export type BooksStore = {
  invoiceAsOf(id: string, instant: Instant): Promise<StoredInvoiceBalance | undefined>;
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

export type StoredInvoiceBalance = Omit<InvoiceBalance, 'as_of'>;
