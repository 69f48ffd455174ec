/** Printed documents as tagged PDF (PDF/UA): read aloud in order, searchable, and the same bytes for the same facts. */
import PDFDocument from 'pdfkit';
import type { DocumentModel } from '../../domain/document-parts.ts';
import { openFonts } from './fonts.ts';
import { layOut } from './layout.ts';

/** The document's bytes; the fonts are parsed once per thread. */
export async function renderPdf(document: DocumentModel): Promise<Uint8Array> {
  const dated = new Date(document.datedAt);
  const fonts = await openFonts(JSON.stringify(document));
  const canvas = new PDFDocument({
    size: document.clinic.page_size,
    margin: 50,
    pdfVersion: '1.7',
    // The types do not know it yet.
    subset: 'PDF/UA' as unknown as 'PDF/A-1',
    tagged: true,
    lang: document.language,
    displayTitle: true,
    bufferPages: true,
    font: undefined as unknown as string,
    info: {
      Title: document.title,
      Author: document.clinic.name,
      Producer: 'Clinic Billing',
      Creator: 'Clinic Billing',
      CreationDate: dated,
      ModDate: dated,
    },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Uint8Array>((resolve, reject) => {
    canvas.on('data', (chunk: Buffer) => chunks.push(chunk));
    canvas.on('end', () => resolve(Buffer.concat(chunks)));
    canvas.on('error', reject);
  });
  layOut(Object.assign(canvas, { fonts }), document);
  canvas.end();
  return done;
}
