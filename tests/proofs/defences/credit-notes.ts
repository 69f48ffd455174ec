/** Defences of credit notes above a clerk's limit. */
import { type Defence, integrated } from './defence.ts';

const REQUESTED_NOTES = 'http/credit-note-requests';

export const CREDIT_NOTE_DEFENCES: readonly Defence[] = [
  integrated('a clerk’s credit notes have a limit', 'http/books', 'clerks credit up to', [
    'functions/domain/credit-note-request.ts',
    'if (!exceedsClerkLimit(credit, limitCents)) return;',
    'if (exceedsClerkLimit(credit, limitCents)) return;',
  ]),
  integrated('the database keeps the limit of a clerk’s credit notes', 'http/books', 'clerks credit up to', [
    'migrations/116_credit_note_requests.ts',
    'if clerks_credited(new.invoice_id, new.issued_at) + new.amount_cents > allowed then',
    'if clerks_credited(new.invoice_id, new.issued_at) < 0 then',
  ]),
  integrated('small credit notes of a patient count together', REQUESTED_NOTES, 'of a patient together', [
    'migrations/116_credit_note_requests.ts',
    "where i.id = invoice and (o.id = i.id or n.issued_at > at - interval '30 days')",
    'where i.id = invoice and o.id = i.id and at is not null',
  ]),
  integrated('two small credit notes do not pass beside each other', REQUESTED_NOTES, 'beside each other', [
    'functions/capabilities/invoices/credit-note.ts',
    '  await tx.credits.lock(invoice.patientId, invoice.currency);\n',
    '',
  ]),
  integrated('no one approves their own credit note', REQUESTED_NOTES, 'who became an admin', [
    'functions/domain/credit-note-request.ts',
    "if (own && decision === 'issued') {",
    "if (own && decision !== 'issued') {",
  ]),
  integrated('who was let in lately approves no credit note', REQUESTED_NOTES, 'who became an admin', [
    'functions/capabilities/credit-note-requests/approve.ts',
    '  await requireEstablishedApprover(app, tx, by.actor.id, request.requestedBy);\n',
    '  requireEstablishedApprover satisfies (...given: never[]) => unknown;\n',
  ]),
  integrated('a requested credit note ends with its invoice', REQUESTED_NOTES, 'is checked again', [
    'functions/capabilities/invoices/cancel.ts',
    '    await withdrawPendingRequest(tx, id, by, now);\n',
    '    withdrawPendingRequest satisfies (...given: never[]) => unknown;\n',
  ]),
  integrated('the database issues a credit note as it was approved', REQUESTED_NOTES, 'no admin approved', [
    'migrations/116_credit_note_requests.ts',
    "raise exception 'credit note % is not issued as it was approved', new.id using errcode = 'check_violation';",
    'return null;',
  ]),
];
