/** What the reports are made of. */
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Instant } from './common.ts';

export type ReportStore = {
  /** What is owed, by patient and the due date that held at the instant; and the receivable account itself. */
  owed(
    currency: Currency,
    instant: Instant,
  ): Promise<{
    debts: { patient_id: string; patient_name: string; due_date: Day; under_plan: boolean; cents: number }[];
    receivableCents: number;
  }>;
};
