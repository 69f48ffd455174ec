/** What the reports are made of. */
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Instant } from './common.ts';
import type { InvoiceFilter } from './invoices.ts';
import type { PaymentFilter } from './payments.ts';

/** What matches in one currency; `total_cents` is null where only the running total of what is owed was read. */
export type InvoiceSum = {
  currency: Currency;
  count: number;
  total_cents: number | null;
  balance_cents: number;
};
export type PaymentSum = { currency: Currency; count: number; amount_cents: number; refunded_cents: number };

export type ReportStore = {
  /** What is owed, by patient and the due date that held at the instant; and the receivable account itself. */
  owed(
    currency: Currency,
    instant: Instant,
  ): Promise<{
    debts: { patient_id: string; patient_name: string; due_date: Day; under_plan: boolean; cents: number }[];
    receivableCents: number;
  }>;
  /** What the filter matches in each currency; more than SUMMED_ROWS_MAX rows are not read. */
  invoiceSums(filter: InvoiceFilter): Promise<InvoiceSum[]>;
  /** The same of payments. */
  paymentSums(filter: PaymentFilter): Promise<PaymentSum[]>;
};
