/** Comma-separated values that a spreadsheet opens as text: no cell of ours can be taken for a formula. */
import { stringify } from 'csv-stringify/sync';
import type { CsvPort } from '../../capabilities/ports/documents.ts';

/** Excel takes a file for UTF-8 only when it begins with this. */
const BOM = '\uFEFF';

export const createCsv = (): CsvPort => ({
  async *lines(columns, rows) {
    yield BOM + line(columns);
    for await (const row of rows) yield line(row);
  },
});

/** RFC 4180, with the cells that begin like a formula (`= + - @`, tab, return) marked as text. */
const line = (cells: readonly (string | number | null)[]): string =>
  stringify([cells.map((cell) => cell ?? '')], { escape_formulas: true, record_delimiter: 'windows' });
