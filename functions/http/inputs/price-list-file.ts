/** Reads the rows of a price list from CSV: each cell by the rule of its field, each mistake with its row and column. */
import * as z from 'zod';
import type { App } from '../../capabilities/ports.ts';
import * as field from '../../contracts/fields.ts';
import { LIMITS } from '../../contracts/limits.ts';
import { IMPORT_LIMITS } from '../../contracts/price-list-items.ts';
import { CURRENCIES, type Currency, exponentOf, isCurrency } from '../../domain/currency.ts';
import { LINE_UNITS } from '../../domain/line-details.ts';
import {
  type ImportedChange,
  type ImportedRow,
  minorUnitsOf,
  type PriceListFile,
  type RowError,
  thousandthsOf,
} from '../../domain/price-list-import.ts';
import { refuseField } from '../../domain/refusal.ts';

type Mistake = { code: string; message: string };
type ReadRow = { code?: string; price?: string; currency?: string; change: ImportedChange };
/** Puts what a cell says into the row, or says what is wrong with it. The cell is trimmed. */
type Column = (cell: string, row: ReadRow) => Mistake | undefined;

const mistake = (code: string, message: string): Mistake => ({ code, message });

/** A cell by a rule of the contracts; an empty one is null. */
const cellOf =
  <T>(schema: z.ZodType<T>, put: (row: ReadRow, value: T | null) => void): Column =>
  (cell, row) => {
    const read = cell === '' ? undefined : schema.safeParse(cell);
    const [issue] = read?.error?.issues ?? [];
    if (issue) return mistake(issue.code, issue.message);
    put(row, read?.data ?? null);
    return undefined;
  };

const unit = z.preprocess((cell) => String(cell).toLowerCase(), z.enum(LINE_UNITS));
const yesOrNo = z.preprocess((cell) => String(cell).toLowerCase(), z.enum(['yes', 'no']));

const COLUMNS: Readonly<Record<string, Column>> = {
  code: cellOf(field.text(LIMITS.serviceCode), (row, value) => {
    if (value !== null) row.code = value;
  }),
  code_system: cellOf(field.text(LIMITS.serviceCode), ({ change }, value) => {
    change.code_system = value;
  }),
  name_en: cellOf(field.text(LIMITS.priceName), ({ change }, value) => {
    change.names.en = value;
  }),
  name_es: cellOf(field.text(LIMITS.priceName), ({ change }, value) => {
    change.names.es = value;
  }),
  category: cellOf(field.text(LIMITS.priceCategory), ({ change }, value) => {
    change.category = value;
  }),
  unit: cellOf(unit, ({ change }, value) => {
    change.unit = value;
  }),
  active_from: cellOf(field.day, ({ change }, value) => {
    change.active_from = value;
  }),
  active_to: cellOf(field.day, ({ change }, value) => {
    change.active_to = value;
  }),
  withdrawn: cellOf(yesOrNo, ({ change }, value) => {
    change.withdrawn = value === 'yes';
  }),
  tax_percent: (cell, { change }) => {
    const rate = cell === '' ? null : thousandthsOf(cell);
    if (rate === undefined) {
      return mistake('invalid_rate', 'Enter a rate in percent with at most three decimals, such as 8.875.');
    }
    if (rate !== null && rate > 100_000) return mistake('too_big', 'Enter a rate of at most 100 %.');
    change.tax_rate_thousandths = rate;
    return undefined;
  },
  price: (cell, row) => {
    row.price = cell;
    return undefined;
  },
  currency: (cell, row) => {
    if (cell !== '' && !isCurrency(cell.toLowerCase())) return mistake('unknown_currency', UNKNOWN_CURRENCY);
    row.currency = cell.toLowerCase();
    return undefined;
  },
};

const UNKNOWN_CURRENCY = `This currency is not known. Use one of ${CURRENCIES.map((code) => code.toUpperCase()).join(', ')}.`;

const priceIn =
  (currency: Currency): Column =>
  (cell, { change }) => {
    const cents = cell === '' ? null : minorUnitsOf(cell, currency);
    if (cents === undefined) {
      const decimals = exponentOf(currency);
      const example = decimals === 0 ? '1250 and no decimals' : `12.50 and at most ${decimals} decimals`;
      return mistake('invalid_price', `Enter an amount with digits only, such as ${example}.`);
    }
    if (cents !== null && cents > LIMITS.amountCents) return mistake('too_big', 'The price is too large.');
    change.prices[currency] = cents;
    return undefined;
  };

const HEADINGS = 1;
const TOO_MANY_CELLS = mistake('too_many_cells', 'This row has more cells than the headings.');

/** The column of a heading: `price_usd` for the price in a currency, the others by their names. */
function columnOf(heading: string): Column | Mistake {
  const currency = /^price_(.*)$/.exec(heading)?.[1];
  if (currency !== undefined) {
    return isCurrency(currency) ? priceIn(currency) : mistake('unknown_currency', UNKNOWN_CURRENCY);
  }
  const column = Object.hasOwn(COLUMNS, heading) ? COLUMNS[heading] : undefined;
  return column ?? mistake('unknown_column', 'This column is not known.');
}

type Heading = { name: string; column: Column };

function readHeadings(cells: readonly string[], errors: RowError[]): Heading[] {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  // Only what is surely a heading is named; other text is identified by its position.
  const wrong = (name: string, found: Mistake) =>
    errors.push({ row: HEADINGS, field: /^\w{1,60}$/.test(name) ? name : 'headings', ...found });
  if (!names.includes('code')) wrong('code', mistake('column_missing', 'The file has no column “code”.'));
  return names.map((name, place) => {
    // Spreadsheets leave empty columns at the end.
    if (name === '') return { name: 'row', column: (cell) => (cell === '' ? undefined : TOO_MANY_CELLS) };
    const found =
      names.indexOf(name) === place ? columnOf(name) : mistake('given_twice', 'It is there twice.');
    const column =
      typeof found === 'function' ? found : { ...found, message: `Column ${place + 1}: ${found.message}` };
    if (typeof column === 'function') return { name, column };
    wrong(name, column);
    return { name, column: () => undefined };
  });
}

/** The price of a file with one price per row, in the currency of the row or else of the clinic. */
function putPrice(row: ReadRow, usual: Currency): Mistake | undefined {
  if (!row.price) return undefined;
  const currency = row.currency || usual;
  return isCurrency(currency) ? priceIn(currency)(row.price, row) : undefined;
}

function readRow(
  cells: readonly string[],
  headings: readonly Heading[],
  { at, usual, errors }: { at: number; usual: Currency; errors: RowError[] },
): ImportedRow[] {
  const row: ReadRow = { change: { names: {}, prices: {}, withdrawn: false } };
  const before = errors.length;
  const check = (name: string, found: Mistake | undefined) =>
    found && errors.push({ row: at, field: name, ...found });
  for (const [place, { name, column }] of headings.entries())
    check(name, column((cells[place] ?? '').trim(), row));
  check('price', putPrice(row, usual));
  if (cells.slice(headings.length).some((cell) => cell.trim() !== '')) {
    check('row', TOO_MANY_CELLS);
  }
  if (row.code === undefined && errors.length === before)
    check('code', mistake('code_missing', 'Enter a code.'));
  if (row.code === undefined || errors.length > before) return [];
  return [{ row: at, code: row.code, change: row.change }];
}

/** The rows of a file. Refuses what is no CSV, has no rows or too many, at `csv` (400). */
export function readPriceListFile(app: Pick<App, 'csv' | 'clinic'>, csv: string): PriceListFile {
  const read = app.csv.rows(csv);
  if ('unreadableLine' in read) {
    const line = read.unreadableLine;
    return refuseField('csv', 'not_csv', `Line ${line} cannot be read as CSV. Check its quotation marks.`);
  }
  const [headings = [], ...rows] = read.rows;
  const filled = rows.flatMap((cells, index) =>
    cells.some((cell) => cell.trim() !== '') ? [{ cells, at: index + HEADINGS + 1 }] : [],
  );
  if (filled.length === 0) refuseField('csv', 'no_rows', 'The file has no rows below its headings.');
  if (filled.length > IMPORT_LIMITS.rows) {
    refuseField('csv', 'too_many_rows', `Import at most ${IMPORT_LIMITS.rows} rows at once.`);
  }
  const errors: RowError[] = [];
  const columns = readHeadings(headings, errors);
  // With wrong headings every row would be wrong as well.
  if (errors.length > 0) return { rows: [], errors };
  const usual = app.clinic.currency;
  return { rows: filled.flatMap(({ cells, at }) => readRow(cells, columns, { at, usual, errors })), errors };
}
