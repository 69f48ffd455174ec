/** Credit notes above a clerk's limit: requested, then approved or rejected by an admin. */
import * as z from 'zod';
import { CREDIT_NOTE_REQUEST_STATUSES } from '../domain/credit-note-request.ts';
import * as field from './fields.ts';
import { creditNoteInput } from './invoice-corrections.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

export const creditNoteRequest = z.object({
  /** The credit note has the same id once it is issued. */
  id: field.id,
  /** `requested`: pending the approval of an admin; nothing was credited. */
  status: z.enum(CREDIT_NOTE_REQUEST_STATUSES),
  invoice_id: field.id,
  invoice_number: z.string().nullable(),
  patient_id: field.id,
  patient_name: z.string(),
  currency: field.currency,
  amount_cents: field.moneyCents,
  /** Empty when the amount is of the whole invoice. */
  lines: z.array(
    z.object({
      invoice_item_id: field.id,
      /** Null when the invoice is archived. */
      description: z.string().nullable(),
      amount_cents: field.moneyCents,
    }),
  ),
  reason: z.string(),
  requested_by: field.id,
  requested_by_name: z.string(),
  requested_at: field.instant,
  decided_by: field.id.nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: field.instant.nullable(),
  decision_reason: z.string().nullable(),
  credit_note_number: z.string().nullable(),
});

export type CreditNoteRequest = z.output<typeof creditNoteRequest>;

export const creditNoteRequests = {
  list: route({
    name: 'credit-note-requests-list',
    method: 'GET',
    path: 'v1/credit-note-requests',
    who: 'invoices.read',
    audits: 'invoice',
    summary: 'Credit notes that needed approval, newest first',
    input: z.strictObject({
      status: z.enum(CREDIT_NOTE_REQUEST_STATUSES).optional(),
      invoice_id: field.id.optional(),
      ...field.page,
    }),
    reply: field.pageOf(creditNoteRequest),
    status: 200,
  }),
  get: route({
    name: 'credit-note-requests-get',
    method: 'GET',
    path: 'v1/credit-note-requests/{id}',
    who: 'invoices.read',
    audits: 'invoice',
    summary: 'One credit note that needed approval',
    input: z.strictObject({ id: field.id }),
    reply: creditNoteRequest,
    status: 200,
  }),
  approve: route({
    name: 'credit-note-requests-approve',
    method: 'POST',
    path: 'v1/credit-note-requests/{id}/approve',
    who: 'credit_notes.decide',
    proof: 'request',
    summary: 'Approve a credit note that a clerk requested; it is issued at once',
    input: z.strictObject({ id: field.id }),
    reply: creditNoteRequest,
    status: 200,
    idempotent: true,
  }),
  reject: route({
    name: 'credit-note-requests-reject',
    method: 'POST',
    path: 'v1/credit-note-requests/{id}/reject',
    who: 'credit_notes.decide',
    summary: 'Reject a credit note that a clerk requested, with a reason',
    input: z.strictObject({ id: field.id, reason: field.lines(LIMITS.reason) }),
    reply: creditNoteRequest,
    status: 200,
    idempotent: true,
  }),
  withdraw: route({
    name: 'credit-note-requests-withdraw',
    method: 'POST',
    path: 'v1/credit-note-requests/{id}/withdraw',
    who: 'credit_notes.create',
    summary: 'Withdraw one’s own request for a credit note',
    input: z.strictObject({ id: field.id }),
    reply: creditNoteRequest,
    status: 200,
    idempotent: true,
  }),
};

export const invoiceCreditNoteRequest = {
  creditNoteRequest: route({
    name: 'invoices-credit-note-request',
    method: 'POST',
    path: 'v1/invoices/{id}/credit-note-requests',
    who: 'credit_notes.create',
    summary: 'Request the approval of a credit note that is above the clerk’s limit',
    input: creditNoteInput,
    reply: creditNoteRequest,
    status: 201,
    idempotent: true,
  }),
};
