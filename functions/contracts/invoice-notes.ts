/** Internal notes on an invoice: what staff write for each other; on no document and no page of a patient. */
import * as z from 'zod';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { nothing, route } from './route.ts';

const internalNote = z.object({
  id: field.id,
  /** Null once the patient was erased. */
  note: z.string().nullable(),
  staff_id: field.id,
  staff_name: z.string(),
  created_at: field.instant,
});
export type InternalNote = z.output<typeof internalNote>;

export const invoiceNotes = {
  internalNotes: route({
    name: 'invoices-internal-notes',
    method: 'GET',
    path: 'v1/invoices/{id}/internal-notes',
    who: 'invoices.read',
    audits: 'invoice',
    summary: 'What staff wrote to an invoice for each other, newest first',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ data: z.array(internalNote) }),
    status: 200,
  }),
  addInternalNote: route({
    name: 'invoices-add-internal-note',
    method: 'POST',
    path: 'v1/invoices/{id}/internal-notes',
    who: 'invoices.write',
    summary: 'Write a note to an invoice that only staff see',
    input: z.strictObject({ id: field.id, note: field.lines(LIMITS.notes) }),
    reply: internalNote,
    status: 201,
    idempotent: true,
  }),
  removeInternalNote: route({
    name: 'invoices-remove-internal-note',
    method: 'DELETE',
    path: 'v1/invoices/{id}/internal-notes/{note_id}',
    who: 'invoices.write',
    summary: 'Remove an internal note: its author or an admin',
    input: z.strictObject({ id: field.id, note_id: field.id }),
    reply: nothing,
    status: 204,
  }),
};
