/** Prints the certificate of a month's numbers. */

import { dayIn } from '../../domain/calendar.ts';
import type { NumberedDocument } from '../../domain/numbering.ts';
import { certificateDocumentModel } from '../../domain/report-documents.ts';
import { currentLetterhead } from '../clinic-details/versions.ts';
import { printDocument } from '../documents/print.ts';
import type { Pdf } from '../invoices/render-pdf.ts';
import type { App } from '../ports.ts';
import { certifyNumbers } from './certificate.ts';

/** The certificate of `certifyNumbers` as PDF. */
export async function readCertificatePdf(app: App, kind: NumberedDocument, month: string): Promise<Pdf> {
  const certificate = await certifyNumbers(app, kind, month);
  const dayOf = (at: Date) => dayIn(app.clinic.timeZone, at);
  const model = certificateDocumentModel(
    {
      ...certificate,
      kind,
      on: dayOf(app.clock.now()),
      numbers: certificate.numbers.map(({ given_at, ...number }) => ({
        ...number,
        given_on: dayOf(new Date(given_at)),
      })),
    },
    await currentLetterhead(app),
  );
  return {
    name: `numbers-${kind}-${month}.pdf`,
    bytes: await printDocument(app, model, { kind: 'certificate', number: null, issued: null }),
  };
}
