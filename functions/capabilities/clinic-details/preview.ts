/** Renders a sample invoice with details that are not saved, so that an admin sees what patients will get. */

import { invoiceDocumentModel } from '../../domain/document-model.ts';
import { sampleInvoice } from '../../domain/document-sample.ts';
import type { Pdf } from '../invoices/render-pdf.ts';
import type { App } from '../ports.ts';
import { type DetailsChange, given } from './edit.ts';
import { readLogoFile } from './logo.ts';
import { currentDetails, letterhead } from './versions.ts';

/** The sample as PDF. Refuses the field `logo` as `readLogoFile` does. */
export async function previewClinicDetails(app: App, { logo: file, ...change }: DetailsChange): Promise<Pdf> {
  const stored = await currentDetails(app);
  const logo = file === undefined ? stored.logo : file && (await readLogoFile(app, file));
  const clinic = letterhead({ details: { ...stored.details, ...given(change) }, logo });
  const facts = sampleInvoice(app.clinic);
  return { name: 'preview.pdf', bytes: await app.pdf.render(invoiceDocumentModel({ facts, clinic })) };
}
