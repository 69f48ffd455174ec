/** Comma-separated values that a spreadsheet opens as text: no cell of ours can be taken for a formula. */
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { CsvCell, CsvPort, CsvRows } from '../../capabilities/ports/csv.ts';

/** Excel takes a file for UTF-8 only when it begins with this. */
const BOM = '\uFEFF';

export const createCsv = (): CsvPort => ({
  rows: readRows,
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

/** Longer than any row of ours. */
const MAX_ROW_BYTES = 20_000;

const delimiterOf = (text: string): string => {
  const [head = ''] = text.split('\n', 1);
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0] ?? ',';
};

const unescaped = (value: string): string =>
  value.startsWith("'") && FORMULA.test(value.slice(1)) ? value.slice(1) : value;

function readRows(text: string): CsvRows {
  try {
    const options = { bom: true, relax_column_count: true, max_record_size: MAX_ROW_BYTES };
    const rows = parse(text, { ...options, delimiter: delimiterOf(text) }) as string[][];
    return { rows: rows.map((row) => row.map(unescaped)) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: unknown };
    return { unreadableLine: typeof lines === 'number' ? lines : 1 };
  }
}
