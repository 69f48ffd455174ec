/** The clinic’s settings, and what runs by them: overdue marks, reminders, late fees. */
import type { Day } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import type { Cents } from '../../domain/money.ts';
import type { NextReminder, RemindedSpan, ReminderFacts } from '../../domain/reminder.ts';
import type { ClinicSettings } from '../../domain/settings.ts';
import type { Channel } from './messages.ts';

export type StoredSettings = ClinicSettings & { version: number; updated_at: string };

export type SettingsStore = {
  get(): Promise<StoredSettings>;
  /** Reads the settings and locks them until this transaction ends. */
  lock(): Promise<StoredSettings>;
  /** Stores the parts that are given; the others stay as they are. */
  save(parts: Partial<ClinicSettings>): Promise<void>;
};

/** The cursor of a walk over invoices by due date. */
export type DueKey = { dueOn: Day; id: string };

export type OverdueStore = {
  /** Invoices that are past their due date and not marked, earliest due first. */
  find(today: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  /** Invoices that are marked for a day that has not come: the clock was ahead when they were. */
  findEarly(today: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  /** Marks those of the invoices that are late on that day and not marked yet, under their locks; answers them. */
  mark(ids: readonly string[], today: Day): Promise<DueKey[]>;
  /** Clears the mark of invoices that are not due yet; returns their ids. */
  unmark(ids: readonly string[], today: Day): Promise<string[]>;
};

export type ReminderSubject = ReminderFacts & {
  invoiceId: string;
  patientId: string;
  invoiceNumber: string;
  patientName: string;
  channel: Channel | null;
  currency: Currency;
  balanceCents: number;
};

export type ReminderPreview = ReminderSubject & { next: NextReminder };

export type ReminderStore = {
  subject(invoiceId: string, timeZone: string): Promise<ReminderSubject | undefined>;
  /** Open invoices of a span of days, earliest due first. */
  subjects(
    span: RemindedSpan,
    after: DueKey | undefined,
    limit: number,
    timeZone: string,
  ): Promise<ReminderSubject[]>;
  pause(invoiceId: string, at: Date | null): Promise<void>;
  /** False when there is no such patient. */
  decline(patientId: string, at: Date | null): Promise<boolean>;
};

export type LateFeeStore = {
  /** Overdue invoices that owe something, are no fees themselves and are not disputed or paused. */
  find(dueBefore: Day, after: DueKey | undefined, limit: number): Promise<DueKey[]>;
  add(fee: {
    invoiceId: string;
    rule: 'fixed' | 'percent';
    period: number;
    feeInvoiceId: string;
    amountCents: Cents;
  }): Promise<void>;
  has(invoiceId: string, period: number): Promise<boolean>;
  /** Fees whose invoice was drafted and not issued: the job died in between. */
  unissued(limit: number): Promise<string[]>;
};
