/** Prints the aging report. */

import { dayIn } from '../../domain/calendar.ts';
import type { Currency } from '../../domain/currency.ts';
import { ageingDocumentModel } from '../../domain/report-documents.ts';
import { currentLetterhead } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import type { Pdf } from '../invoices/render-pdf.ts';
import type { Instant } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { ageDebts } from './ageing.ts';

/** The report as of an instant as PDF, with the figures of `ageDebts`. */
export async function readAgeingPdf(app: App, currency: Currency, instant: Instant): Promise<Pdf> {
  const report = await ageDebts(app, currency, instant);
  const on = dayIn(app.clinic.timeZone, instant.asOf);
  const model = ageingDocumentModel({ ...report, currency, on }, await currentLetterhead(app));
  return {
    name: `aging-${on}-${currency}.pdf`,
    bytes: await printDocument(app, model, { kind: 'aging_report', number: null, issued: null }),
  };
}
