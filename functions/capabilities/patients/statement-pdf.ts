/** Prints a patient's statement. */

import { dayIn } from '../../domain/calendar.ts';
import { requireFound } from '../../domain/not-found.ts';
import { statementDocumentModel } from '../../domain/statement-document.ts';
import { currentLetterhead } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import type { Pdf } from '../invoices/render-pdf.ts';
import type { App } from '../ports.ts';
import { stateAccount } from './statement.ts';

/** The statement as PDF in the patient's language. Refuses `patient_unknown` (404). */
export async function readStatementPdf(app: App, input: Parameters<typeof stateAccount>[1]): Promise<Pdf> {
  const statement = await stateAccount(app, input);
  const patient = requireFound(await app.db.read.patients.get(input.patientId), 'patient');
  const dayOf = (instant: string) => dayIn(app.clinic.timeZone, new Date(instant));
  const until = dayOf(statement.as_of);
  const model = statementDocumentModel(
    {
      ...statement,
      patient_name: patient.name,
      language: patient.language,
      from: statement.from && dayOf(statement.from),
      until,
      movements: statement.movements.map(({ at, ...movement }) => ({ ...movement, on: dayOf(at) })),
    },
    await currentLetterhead(app),
  );
  return {
    name: `statement-${until}.pdf`,
    bytes: await printDocument(app, model, { kind: 'statement', number: null, issued: null }),
  };
}
