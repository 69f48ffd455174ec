/** Comma-separated values that a spreadsheet opens as text: no cell of ours can be taken for a formula. */
import { stringify } from 'csv-stringify/sync';
import type { CsvCell, CsvPort } from '../../capabilities/ports/csv.ts';

/** Excel takes a file for UTF-8 only when it begins with this. */
const BOM = '\uFEFF';

export const createCsv = (): CsvPort => ({
  async *lines(columns, rows) {
    yield BOM + line(columns);
    for await (const row of rows) yield line(row);
  },
});

/**
 * What begins like a formula, half width or full width. Spreadsheets and their import filters drop spaces and invisible
 * characters in front.
 */
const FORMULA = /^(?:[\t\r]|[\s\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@＝＋－＠])/u;

/**
 * A text as it was entered, except that one which begins like a formula has an apostrophe in front. Nothing else is
 * added, no direction marks either: a cell is a paragraph of its own, so a name that is read from right to left turns
 * nothing around it, and marks would keep it from being found and matched.
 */
const cell = (value: CsvCell): string | number => {
  if (typeof value === 'object') return value?.decimal ?? '';
  if (typeof value === 'number') return value;
  return FORMULA.test(value) ? `'${value}` : value;
};

/** RFC 4180. */
const line = (cells: readonly CsvCell[]): string =>
  stringify([cells.map(cell)], { record_delimiter: 'windows' });
