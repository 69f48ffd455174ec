/** The price list as a file, with the columns that its import takes. */
import { everyRow } from '../../capabilities/every-row.ts';
import type { PriceListFilter } from '../../capabilities/ports/price-list-items.ts';
import type { App } from '../../capabilities/ports.ts';
import type { PriceListItem } from '../../contracts/price-list-items.ts';
import { CURRENCIES, decimalOf } from '../../domain/currency.ts';
import { type Column, columnsOf, csvFile } from './columns.ts';

/** `8875` → `8.875`. */
const percent = (thousandths: number): `${number}` =>
  `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}` as `${number}`;

const item = columnsOf<PriceListItem>();
const COLUMNS: Column<PriceListItem>[] = [
  item.field('code'),
  item.field('code_system'),
  { name: 'name_en', cell: ({ names }) => names.en ?? null },
  { name: 'name_es', cell: ({ names }) => names.es ?? null },
  item.field('category'),
  item.field('unit'),
  ...CURRENCIES.map(
    (currency): Column<PriceListItem> => ({
      name: `price_${currency}`,
      cell: ({ prices: { [currency]: cents } }) =>
        cents === undefined ? null : { decimal: decimalOf(cents, currency) },
    }),
  ),
  {
    name: 'tax_percent',
    cell: ({ tax_rate_thousandths: rate }) => (rate === null ? null : { decimal: percent(rate) }),
  },
  item.field('active_from'),
  item.field('active_to'),
  item.field('withdrawn'),
];

/** The items of a filter, by code. */
export const priceListFile = (app: App, filter: PriceListFilter) =>
  csvFile(
    app,
    'price-list',
    COLUMNS,
    everyRow((page) => app.db.read.priceListItems.list(filter, page)),
  );
