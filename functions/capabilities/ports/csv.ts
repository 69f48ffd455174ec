/** CSV files. */

export type CsvPort = {
  /** Lines of a file that spreadsheets open as text, the columns' names first. */
  lines(
    columns: readonly string[],
    rows: AsyncIterable<readonly (string | number | null)[]>,
  ): AsyncIterable<string>;
};
