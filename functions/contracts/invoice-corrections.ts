/** What changes an issued invoice: credit notes, write-offs and a moved due date, each with a reason. */
import * as z from 'zod';
import * as field from './fields.ts';
import { invoice } from './invoices.ts';
import { LIMITS } from './limits.ts';
import { file, route } from './route.ts';

export const creditNote = z.object({
  id: field.id,
  number: z.string(),
  invoice_id: field.id,
  currency: field.currency,
  amount_cents: field.moneyCents,
  tax_cents: field.moneyCents,
  /** What it took off the debt, and what became the patient's credit because it was paid. */
  owed_cents: field.moneyCents,
  to_credit_cents: field.moneyCents,
  reason: z.string(),
  lines: z.array(
    z.object({
      invoice_item_id: field.id,
      /** Null when the invoice is archived and its bundle cannot be read. */
      description: z.string().nullable(),
      amount_cents: field.moneyCents,
      tax_cents: field.moneyCents,
    }),
  ),
  issued_at: field.instant,
});
export type CreditNote = z.output<typeof creditNote>;

/** The most that another credit note may come to, in all and of each line. */
export const creditLimits = z.object({
  amount_cents: field.moneyCents,
  lines: z.array(z.object({ invoice_item_id: field.id, amount_cents: field.moneyCents })),
  /** Of it, what the caller can credit without the approval of an admin. */
  unapproved_cents: field.moneyCents,
});
export type CreditLimits = z.output<typeof creditLimits>;

export const writeOff = z.object({
  id: field.id,
  invoice_id: field.id,
  currency: field.currency,
  amount_cents: field.moneyCents,
  reason: z.string(),
  /** The write-off that this one takes back. */
  reverses: field.id.nullable(),
  written_off_at: field.instant,
});
export type WriteOff = z.output<typeof writeOff>;

const reason = field.lines(LIMITS.reason);

/** Either an amount of the whole invoice, or amounts of chosen lines. */
export const creditNoteInput = z
  .strictObject({
    id: field.id,
    amount_cents: field.positiveCents.optional(),
    lines: z
      .array(z.strictObject({ invoice_item_id: field.id, amount_cents: field.positiveCents }))
      .min(1)
      .max(LIMITS.items)
      .optional(),
    reason,
  })
  .refine((value) => (value.amount_cents === undefined) !== (value.lines === undefined), {
    message: 'Give either an amount or lines.',
    path: ['amount_cents'],
  });

export const invoiceCorrections = {
  creditNote: route({
    name: 'invoices-credit-note',
    method: 'POST',
    path: 'v1/invoices/{id}/credit-notes',
    who: 'credit_notes.create',
    summary: 'Credit an amount or lines of an invoice, under a number of its own series',
    input: creditNoteInput,
    reply: creditNote,
    status: 201,
    idempotent: true,
  }),
  creditNotes: route({
    name: 'invoices-credit-notes',
    method: 'GET',
    path: 'v1/invoices/{id}/credit-notes',
    who: 'invoices.read',
    summary: 'The credit notes of an invoice, oldest first',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ data: z.array(creditNote), creditable: creditLimits }),
    status: 200,
    audits: 'invoice',
  }),
  creditNotePdf: route({
    name: 'invoices-credit-note-pdf',
    method: 'GET',
    path: 'v1/invoices/{id}/credit-notes/{credit_note_id}/pdf',
    who: 'invoices.read',
    summary: 'A credit note as a tagged PDF',
    input: z.strictObject({ id: field.id, credit_note_id: field.id }),
    reply: file,
    file: 'application/pdf',
    status: 200,
    audits: 'invoice',
  }),
  writeOff: route({
    name: 'invoices-write-off',
    method: 'POST',
    path: 'v1/invoices/{id}/write-off',
    who: 'write_offs.create',
    proof: 'request',
    summary: 'Give up on what is owed, or on a part of it',
    input: z.strictObject({ id: field.id, amount_cents: field.positiveCents.optional(), reason }),
    reply: writeOff,
    status: 201,
    idempotent: true,
  }),
  writeOffReverse: route({
    name: 'invoices-write-off-reverse',
    method: 'POST',
    path: 'v1/invoices/{id}/write-off/reverse',
    who: 'write_offs.create',
    proof: 'request',
    summary: 'Take the newest standing write-off back: the patient owes it again',
    input: z.strictObject({ id: field.id, reason }),
    reply: writeOff,
    status: 201,
    idempotent: true,
  }),
  dueDate: route({
    name: 'invoices-due-date',
    method: 'POST',
    path: 'v1/invoices/{id}/due-date',
    who: 'invoices.write',
    summary: 'Move the due date of an issued invoice',
    input: z.strictObject({ id: field.id, due_date: field.day, reason }),
    reply: invoice,
    status: 200,
    idempotent: true,
  }),
  dueDates: route({
    name: 'invoices-due-dates',
    method: 'GET',
    path: 'v1/invoices/{id}/due-dates',
    who: 'invoices.read',
    summary: 'How the due date of an invoice was moved, oldest first',
    input: z.strictObject({ id: field.id }),
    reply: z.object({
      data: z.array(
        z.object({
          from_date: z.string(),
          to_date: z.string(),
          reason: z.string(),
          staff_id: field.id.nullable(),
          changed_at: field.instant,
        }),
      ),
    }),
    status: 200,
    audits: 'invoice',
  }),
};

export type DueDateChange = z.output<typeof invoiceCorrections.dueDates.reply>['data'][number];
