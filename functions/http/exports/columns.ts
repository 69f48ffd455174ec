/** The columns of an exported list: what each is called and what stands in it. */
import type { CsvCell } from '../../capabilities/ports/csv.ts';
import type { App } from '../../capabilities/ports.ts';
import { instantIn } from '../../domain/calendar.ts';
import { type BookCurrency, decimalOf, isBookCurrency } from '../../domain/currency.ts';
import { Download } from '../reply.ts';

export type Column<Row> = { name: string; cell: (row: Row, timeZone: string) => CsvCell };

/** Columns that take a field of a row as it is, as money or as an instant. */
export function columnsOf<Row extends object>() {
  const read = (row: Row, name: string) => (row as Record<string, unknown>)[name];
  return {
    /** A text, a number, or yes and no. */
    field: (name: keyof Row & string): Column<Row> => ({ name, cell: (row) => plain(read(row, name)) }),
    /** `total_cents` becomes the column `total` with decimals. The column of the currency stands beside it. */
    money: (name: keyof Row & `${string}_cents`, currency = 'currency'): Column<Row> => ({
      name: name.replace(/_cents$/, ''),
      cell: (row) => amount(read(row, name), read(row, currency)),
    }),
    /** In the clinic's time zone, with its offset. */
    instant: (name: keyof Row & string): Column<Row> => ({
      name,
      cell: (row, timeZone) => {
        const value = read(row, name);
        return typeof value === 'string' ? instantIn(timeZone, value) : null;
      },
    }),
  };
}

function plain(value: unknown): CsvCell {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** An amount of minor units as a decimal of its currency; nothing where there is none. */
function amount(value: unknown, currency: unknown): CsvCell {
  if (typeof value !== 'number' || typeof currency !== 'string') return null;
  const code = currency.toLowerCase();
  return isBookCurrency(code) ? { decimal: decimalOf(value, code as BookCurrency) } : value;
}

/** The rows as a CSV file of this name, which is sent while they are read. */
export function csvFile<Row>(
  app: App,
  name: string,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row> | Iterable<Row>,
): Download {
  const names = columns.map((column) => column.name);
  return new Download(
    'text/csv; charset=utf-8',
    `${name}.csv`,
    app.csv.lines(names, cells(rows, columns, app.clinic.timeZone)),
  );
}

async function* cells<Row>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  columns: readonly Column<Row>[],
  timeZone: string,
) {
  for await (const row of rows) yield columns.map(({ cell }) => cell(row, timeZone));
}
