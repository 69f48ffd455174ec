/** Prints a credit note. */
import { dayIn } from '../../domain/calendar.ts';
import { creditNoteDocumentModel } from '../../domain/credit-note-document.ts';
import { requireFound } from '../../domain/not-found.ts';
import { creditNotesOf } from '../archives/read.ts';
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
  const patient = requireFound(await app.db.read.patients.get(invoice.patient_id), 'patient');
  const { name, email, phone } = app.clinic;
  const model = creditNoteDocumentModel({
    facts: {
      ...note,
      invoice_number: invoice.invoice_number ?? '',
      patient_name: invoice.patient_name,
      language: patient.language,
      issued_on: dayIn(app.clinic.timeZone, new Date(note.issued_at)),
    },
    clinic: { name, email, phone },
  });
  return { name: `${note.number}.pdf`, bytes: await app.pdf.render(model) };
}
