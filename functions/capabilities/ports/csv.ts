/** CSV files. */

/** A text, a number, nothing, or a decimal that is written as it is: `-12.50`. */
export type CsvCell = string | number | null | { decimal: string };

/** The cells of a file by row, or the line at which it can no longer be read. */
export type CsvRows = { rows: string[][] } | { unreadableLine: number };

export type CsvPort = {
  /**
   * The rows of a file, with commas, semicolons or tabs between the cells, whichever its first line has. The apostrophe
   * that `lines` puts before what looks like a formula is taken off again.
   */
  rows(text: string): CsvRows;
  /** Lines of a file that spreadsheets open as text, the columns' names first. */
  lines(columns: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): AsyncIterable<string>;
};
