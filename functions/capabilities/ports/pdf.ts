/** PDFs of invoices and receipts. */
import type { DocumentModel } from '../../domain/document-model.ts';

/** PDFs of invoices and receipts: the same facts make the same bytes. */
export type PdfPort = { render(document: DocumentModel): Promise<Uint8Array> };
