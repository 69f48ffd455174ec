/** CSV files. */

/** A text, a number, nothing, or a decimal that is written as it is: `-12.50`. */
export type CsvCell = string | number | null | { decimal: string };

export type CsvPort = {
  /** Lines of a file that spreadsheets open as text, the columns' names first. */
  lines(columns: readonly string[], rows: AsyncIterable<readonly CsvCell[]>): AsyncIterable<string>;
};
