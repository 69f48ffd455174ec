/** Documents: PDF and CSV. */
import type { PrintedDocument } from '../../domain/document-model.ts';

/** Invoices and receipts on paper: the same facts make the same bytes. */
export type PdfPort = { render(document: PrintedDocument): Promise<Uint8Array> };

export type CsvPort = {
  /** Lines of a file that spreadsheets open as text, the columns' names first. */
  lines(
    columns: readonly string[],
    rows: AsyncIterable<readonly (string | number | null)[]>,
  ): AsyncIterable<string>;
};
