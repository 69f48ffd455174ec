/** The ledger: postings, entries and the trial balance. */
import type { LedgerEntry } from '../../contracts/ledger.ts';
import type { BookCurrency } from '../../domain/currency.ts';
import type { Account, Posting } from '../../domain/ledger.ts';
import type { Cents } from '../../domain/money.ts';
import type { Page, PageOf } from './common.ts';

export type LedgerStore = {
  post(posting: Posting): Promise<string>;
  /** Posts unless this kind has booked this cause already; false then. */
  postOnce(posting: Posting): Promise<boolean>;
  isPosted(kind: string, cause: string): Promise<boolean>;
  /** What is left of an invoice's charge: earned and not taken back, and the tax on it. */
  chargeLeft(invoiceId: string): Promise<{ revenueCents: Cents; taxCents: Cents }>;
  entries(filter: LedgerFilter, page: Page): Promise<PageOf<LedgerEntry>>;
  /** Running totals that the rows contradict, of patients and of the clinic; none unless someone changed them by hand. */
  wrongTotals(): Promise<WrongTotal[]>;
  /** The sum of every account as of an instant; per currency they come to zero. */
  trialBalance(asOf: Date): Promise<{ currency: BookCurrency; account: Account; balance_cents: number }[]>;
};

/** `of`: a patient's id, or the day or month of a total. */
export type WrongTotal = { total: 'patient' | 'ledger' | 'open'; currency: string; of: string };

export type LedgerFilter = {
  account?: Account | undefined;
  invoiceId?: string | undefined;
  patientId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  timeZone: string;
};
