/** The life of an invoice: draft → issued → partially_paid → paid, or cancelled (decisions 3, 4 and 10). */
import { addDays, type Day, laterDay } from './calendar.ts';
import type { Cents } from './money.ts';
import { INVOICE_CENTS_MAX } from './money.ts';
import { refuse, refuseField } from './refusal.ts';

export const INVOICE_STATUSES = ['draft', 'issued', 'partially_paid', 'paid', 'cancelled'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** What the ledger says of one invoice. */
export type InvoiceBalance = {
  /** What is still owed: the sum of the invoice's receivable entries. */
  balanceCents: Cents;
  /** What payments and applied credit have settled, less what was taken back. */
  paidCents: Cents;
};

/** The status of an issued invoice is what its ledger says, whatever happened last. */
export function statusFromLedger({ balanceCents, paidCents }: InvoiceBalance): InvoiceStatus {
  if (balanceCents === 0) return 'paid';
  return paidCents > 0 ? 'partially_paid' : 'issued';
}

/** Refuses unless the invoice is still a draft; `doing` ends the sentence "Only a draft can be …". */
export function requireDraft(status: InvoiceStatus, doing: string): void {
  if (status !== 'draft') {
    refuse(
      'conflict',
      'invoice_not_draft',
      `Only a draft can be ${doing}; this invoice is ${words(status)}.`,
    );
  }
}

/** Refuses a due date that has passed (400): the patient could not pay in time. */
export function requireDueDate(dueOn: Day, today: Day): void {
  if (dueOn < today) refuseField('due_date', 'in_the_past', 'The due date cannot be before today.');
}

/** Refuses to issue what cannot become a debt, or a debt that would be late at once (`due_date_passed`). */
export function requireIssuable(
  draft: { status: InvoiceStatus; totalCents: number; lines: number; dueOn: Day },
  today: Day,
): void {
  requireDraft(draft.status, 'issued');
  if (draft.dueOn < today) {
    const message = 'The due date has passed. Choose a new one, then issue the invoice.';
    refuse('conflict', 'due_date_passed', message, {
      fields: [{ path: 'due_date', code: 'in_the_past', message }],
    });
  }
  if (draft.lines === 0) refuse('conflict', 'invoice_empty', 'An invoice without lines cannot be issued.');
  if (draft.totalCents > INVOICE_CENTS_MAX) {
    refuse('conflict', 'total_too_large', 'The total exceeds the maximum of an invoice.');
  }
}

/**
 * Refuses to send what the patient has not been billed for, or not any more (`invoice_not_issued`), and what no link
 * shows because its lines are in the archive (`invoice_archived`).
 */
export function requireSendable({ status, archived }: { status: InvoiceStatus; archived: boolean }): void {
  if (status === 'draft' || status === 'cancelled') {
    refuse('conflict', 'invoice_not_issued', 'Only an issued invoice can be sent.');
  }
  if (archived) {
    refuse('conflict', 'invoice_archived', 'This invoice is in the archive. Restore it first.');
  }
}

/** Refuses to print a draft, which has no number (`invoice_not_issued`). */
export function requirePrintable(status: InvoiceStatus): void {
  if (status === 'draft') {
    refuse('conflict', 'invoice_not_issued', 'A draft has no PDF. Issue it first.');
  }
}

/** Refuses to cancel an invoice that money has reached: refund or credit it first. */
export function requireCancellable(
  invoice: InvoiceBalance & { status: InvoiceStatus; totalCents: number },
): void {
  if (invoice.status === 'cancelled') {
    refuse('conflict', 'invoice_cancelled', 'This invoice is already canceled.');
  }
  if (invoice.status === 'paid' && invoice.totalCents === 0) {
    refuse('conflict', 'nothing_owed', 'The total of this invoice is zero: there is nothing to cancel.');
  }
  const touched = invoice.status === 'paid' || invoice.status === 'partially_paid' || invoice.paidCents > 0;
  if (touched) {
    refuse('conflict', 'invoice_has_payments', 'Money was paid on this invoice. Refund or credit it first.');
  }
}

/** Whether money can still be asked for. */
export const isPayable = (status: InvoiceStatus): boolean =>
  status === 'issued' || status === 'partially_paid';

/** Whether the invoice is late: something is owed and the clinic's day is past the due date (decision 23). */
export const isOverdue = (status: InvoiceStatus, dueOn: Day, today: Day): boolean =>
  isPayable(status) && today > dueOn;

/**
 * The day from which an invoice's lateness counts: its due date, or the day of issue where an earlier release issued it
 * after its due date.
 */
export const latenessBase = (dueOn: Day, issuedOn: Day): Day => laterDay(dueOn, issuedOn);

/** The first day on which an unpaid invoice is overdue. */
export const overdueFrom = (dueOn: Day): Day => addDays(dueOn, 1);

const words = (status: InvoiceStatus): string => status.replace('_', ' ');
