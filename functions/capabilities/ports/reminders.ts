/** Reminders of unpaid invoices. */
import type { Currency } from '../../domain/currency.ts';
import type { NextReminder, RemindedSpan, ReminderFacts } from '../../domain/reminder.ts';
import type { Channel } from './messages.ts';
import type { DueKey } from './overdue.ts';

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
  /** Those of the invoices that exist, in no order. */
  subjectsOf(invoiceIds: readonly string[], timeZone: string): Promise<ReminderSubject[]>;
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
