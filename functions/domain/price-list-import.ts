/** Importing a price list: what each row of a file makes of an item, and what is wrong with it. */
import { type Currency, exponentOf } from './currency.ts';
import type { Language } from './messages.ts';
import type { PriceListContent } from './price-list.ts';

export type PriceListState = PriceListContent & { withdrawn: boolean };

/** What a row says. A column that the file does not have is left out; an empty cell is null. */
export type ImportedChange = Partial<Omit<PriceListContent, 'names' | 'prices'>> & {
  names: { [L in Language]?: string | null };
  prices: { [C in Currency]?: number | null };
  /** What stands in a file is offered, unless the file says otherwise. */
  withdrawn: boolean;
};

/** `row` is the row as a spreadsheet counts it: that of the headings is 1. */
export type ImportedRow = { row: number; code: string; change: ImportedChange };
export type RowError = { row: number; field: string; code: string; message: string };
export type PriceListFile = { rows: readonly ImportedRow[]; errors: readonly RowError[] };

export const IMPORT_OUTCOMES = ['added', 'changed', 'unchanged'] as const;

export type PlannedRow<Item> = {
  row: number;
  code: string;
  outcome: (typeof IMPORT_OUTCOMES)[number];
  /** The fields that differ from the item as it is. */
  changes: string[];
  before: Item | undefined;
  after: PriceListState;
};
export type PlannedImport<Item> = { rows: PlannedRow<Item>[]; errors: RowError[] };

/** A decimal of a currency in its minor unit, such as `12.50` or `12,50`; undefined for anything else. */
export function minorUnitsOf(text: string, currency: Currency): number | undefined {
  const exponent = exponentOf(currency);
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > exponent) return undefined;
  return Number(`${whole}${fraction.padEnd(exponent, '0')}`);
}

/** A rate in percent in thousandths of a percent: `8.875` is 8875; undefined for anything else. */
export function thousandthsOf(text: string): number | undefined {
  const [, whole, fraction = ''] = /^(\d{1,4})(?:[.,](\d{1,3}))?\s*%?$/.exec(text) ?? [];
  return whole === undefined ? undefined : Number(`${whole}${fraction.padEnd(3, '0')}`);
}

/**
 * What an import would do to each item, and all that is wrong with the file.
 *
 * @param found the items of the price list by the code of a row
 */
export function planImport<Item extends PriceListState & { id: string }>(
  file: PriceListFile,
  found: ReadonlyMap<string, Item>,
): PlannedImport<Item> {
  const errors = [...file.errors];
  const firstRows = new Map<string, number>();
  const rows = file.rows.flatMap(({ row, code, change }): PlannedRow<Item>[] => {
    const before = found.get(code);
    const key = before?.id ?? code.toLowerCase();
    const first = firstRows.get(key);
    if (first !== undefined) {
      errors.push({ row, field: 'code', code: 'duplicate_code', message: `Row ${first} has this code too.` });
      return [];
    }
    firstRows.set(key, row);
    const after = merged(before, change);
    const wrong = mistakeIn(after);
    if (wrong) {
      errors.push({ row, ...wrong });
      return [];
    }
    const changes = before ? FIELDS.filter((name) => said(before[name]) !== said(after[name])) : [];
    const outcome = before ? (changes.length > 0 ? 'changed' : 'unchanged') : 'added';
    return [{ row, code, outcome, changes, before, after }];
  });
  return { rows, errors: errors.sort((a, b) => a.row - b.row) };
}

const EMPTY: PriceListState = {
  code_system: null,
  names: {},
  category: null,
  unit: null,
  prices: {},
  tax_rate_thousandths: null,
  active_from: null,
  active_to: null,
  withdrawn: false,
};
const FIELDS = Object.keys(EMPTY) as (keyof PriceListState)[];

/** Equal for equal values, in whatever order their parts stand. */
const said = (value: unknown): string =>
  JSON.stringify(typeof value === 'object' && value !== null ? Object.entries(value).sort() : value);

/** The item with what the row says; names and prices that the file has no column for stay. */
function merged(
  before: PriceListState | undefined,
  { names, prices, ...change }: ImportedChange,
): PriceListState {
  const stored = before ?? EMPTY;
  const kept = Object.fromEntries(FIELDS.map((name) => [name, stored[name]])) as PriceListState;
  return {
    ...kept,
    ...change,
    names: withoutNulls({ ...stored.names, ...names }),
    prices: withoutNulls({ ...stored.prices, ...prices }),
  };
}

const withoutNulls = <T>(values: { [key: string]: T | null | undefined }): { [key: string]: T } =>
  Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, T] => pair[1] !== null && pair[1] !== undefined),
  );

function mistakeIn({ names, prices, active_from: from, active_to: to }: PriceListState) {
  if (Object.keys(names).length === 0) {
    return { field: 'name_en', code: 'name_missing', message: 'Enter a name in at least one language.' };
  }
  if (Object.keys(prices).length === 0) {
    return { field: 'price', code: 'price_missing', message: 'Enter a price in at least one currency.' };
  }
  if (from !== null && to !== null && to < from) {
    return { field: 'active_to', code: 'before_start', message: 'The last day is before the first.' };
  }
  return undefined;
}
