/** Documents: PDF and CSV. */
import type { DocumentModel } from '../../domain/document-model.ts';

/** PDFs of invoices and receipts: the same facts make the same bytes. */
export type PdfPort = { render(document: DocumentModel): Promise<Uint8Array> };

export type CsvPort = {
  /** Lines of a file that spreadsheets open as text, the columns' names first. */
  lines(
    columns: readonly string[],
    rows: AsyncIterable<readonly (string | number | null)[]>,
  ): AsyncIterable<string>;
};
