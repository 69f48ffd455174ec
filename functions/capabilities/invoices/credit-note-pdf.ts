/** Prints a credit note. */

import { dayIn } from '../../domain/calendar.ts';
import { creditNoteDocumentModel } from '../../domain/credit-note-document.ts';
import { requireFound } from '../../domain/not-found.ts';
import { creditNotesOf } from '../archives/read.ts';
import { letterheadOf } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import type { App } from '../ports.ts';
import type { Pdf } from './render-pdf.ts';

/** The credit note as PDF. Refuses `credit_note_unknown` (404). */
export async function readCreditNotePdf(
  app: App,
  { invoiceId, creditNoteId }: { invoiceId: string; creditNoteId: string },
): Promise<Pdf> {
  const invoice = requireFound(await app.db.read.invoices.get(invoiceId), 'invoice');
  const notes = await creditNotesOf(app, invoiceId);
  const note = requireFound(
    notes.find(({ id }) => id === creditNoteId),
    'credit_note',
  );
  const issued = requireFound(await app.db.read.issuedDocuments.get('credit_note', note.id), 'credit_note');
  const { clinic_version: version, ...addressed } = issued;
  const model = creditNoteDocumentModel({
    facts: {
      ...note,
      invoice_number: invoice.invoice_number ?? '',
      ...addressed,
      issued_on: dayIn(app.clinic.timeZone, new Date(note.issued_at)),
    },
    clinic: await letterheadOf(app, version),
  });
  const issuedNote = { kind: 'credit_note', id: note.id } as const;
  const bytes = await printDocument(app, model, {
    kind: 'credit_note',
    number: note.number,
    issued: issuedNote,
  });
  return { name: `${note.number}.pdf`, bytes };
}
