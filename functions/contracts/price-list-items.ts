/** The price list: what the clinic charges for, with every version that it had. */
import * as z from 'zod';
import { LINE_UNITS } from '../domain/line-details.ts';
import { IMPORT_OUTCOMES } from '../domain/price-list-import.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { priceListImport } from './price-list-imports.ts';
import { route } from './route.ts';

const names = z
  .strictObject({ en: field.text(LIMITS.priceName).optional(), es: field.text(LIMITS.priceName).optional() })
  .refine((given) => given.en ?? given.es, {
    message: 'Enter a name in at least one language.',
    path: ['en'],
  });

const prices = z
  .partialRecord(field.currency, field.amountCents)
  .refine((given) => Object.keys(given).length > 0, 'Enter a price in at least one currency.');

/** What an item says beside its code, which it keeps. */
export const priceListContent = {
  /** The system that the code belongs to, such as CPT: lines then carry both. */
  code_system: field.text(LIMITS.serviceCode).nullable(),
  names,
  category: field.text(LIMITS.priceCategory).nullable(),
  unit: z.enum(LINE_UNITS).nullable(),
  /** By currency, in its minor unit. */
  prices,
  /** The usual tax in thousandths of a percent; null where the price list says nothing of it. */
  tax_rate_thousandths: field.rateThousandths.nullable(),
  /** The first and the last day on which it is offered; null: no limit. */
  active_from: field.day.nullable(),
  active_to: field.day.nullable(),
};

const shown = {
  code: z.string(),
  code_system: z.string().nullable(),
  names: z.object({ en: z.string().optional(), es: z.string().optional() }),
  category: z.string().nullable(),
  unit: z.enum(LINE_UNITS).nullable(),
  prices: z.partialRecord(field.currency, field.moneyCents),
  tax_rate_thousandths: z.int().nullable(),
  active_from: z.string().nullable(),
  active_to: z.string().nullable(),
  /** Taken from the list; its versions stay. */
  withdrawn: z.boolean(),
  version: z.int(),
};

export const priceListItem = z.object({
  id: field.id,
  /** Of this version: what a line of an invoice names. */
  version_id: field.id,
  ...shown,
  updated_at: field.instant,
});
export type PriceListItem = z.output<typeof priceListItem>;

const priceListVersion = z.object({
  id: field.id,
  ...shown,
  staff_name: z.string(),
  created_at: field.instant,
});
export type PriceListVersion = z.output<typeof priceListVersion>;

/** Newest version first. */
const withVersions = priceListItem.extend({ versions: z.array(priceListVersion) });

/** The most that one import takes, in characters and in rows; beside `LIMITS`, which every page loads. */
export const IMPORT_LIMITS = { characters: 200_000, rows: 2_000 } as const;

/**
 * A file with headings: `code`, `code_system`, `name_en`, `name_es`, `category`, `unit`, `tax_percent`, `active_from`,
 * `active_to`, `withdrawn`, and `price_usd` or the like for each currency, or `price` with `currency`. Columns that are
 * missing leave what an item says.
 */
const imported = z.strictObject({ csv: field.lines(IMPORT_LIMITS.characters) });

/** `row` as a spreadsheet counts it: that of the headings is 1. */
const rowError = z.object({ row: z.int(), field: z.string(), code: z.string(), message: z.string() });
const plannedRow = z.object({
  row: z.int(),
  code: z.string(),
  name: z.string(),
  outcome: z.enum(IMPORT_OUTCOMES),
  /** The fields that differ from the item as it is. */
  changes: z.array(z.string()),
});
export type PlannedPriceListRow = z.output<typeof plannedRow>;

const unaudited = 'The clinic’s own prices; no person.';

export const priceListItems = {
  list: route({
    name: 'price-list-items-list',
    method: 'GET',
    path: 'v1/price-list-items',
    who: 'invoices.read',
    unaudited,
    summary:
      'The price list by code; `query` finds codes and names, those that begin with it first; `offered_on` leaves out what is not offered on that day, `ended_on` what is still offered or to come',
    input: z.strictObject({
      query: field.searchText(LIMITS.search).optional(),
      category: field.searchText(LIMITS.priceCategory).optional(),
      offered_on: field.day.optional(),
      ended_on: field.day.optional(),
      ...field.page,
    }),
    reply: field.pageOf(priceListItem),
    status: 200,
  }),
  get: route({
    name: 'price-list-items-get',
    method: 'GET',
    path: 'v1/price-list-items/{id}',
    who: 'invoices.read',
    unaudited,
    summary: 'One item of the price list with its versions',
    input: z.strictObject({ id: field.id }),
    reply: withVersions,
    status: 200,
  }),
  create: route({
    name: 'price-list-items-create',
    method: 'POST',
    path: 'v1/price-list-items',
    who: 'price_list.manage',
    summary: 'Add an item to the price list; its code is its own and stays',
    input: z.strictObject({
      code: field.text(LIMITS.serviceCode),
      ...priceListContent,
      code_system: priceListContent.code_system.default(null),
      category: priceListContent.category.default(null),
      unit: priceListContent.unit.default(null),
      tax_rate_thousandths: priceListContent.tax_rate_thousandths.default(null),
      active_from: priceListContent.active_from.default(null),
      active_to: priceListContent.active_to.default(null),
    }),
    reply: withVersions,
    status: 201,
    idempotent: true,
  }),
  edit: route({
    name: 'price-list-items-edit',
    method: 'PATCH',
    path: 'v1/price-list-items/{id}',
    who: 'price_list.manage',
    summary: 'Add a version of an item; If-Match holds the version that was read',
    input: z.strictObject({
      id: field.id,
      ...z.strictObject(priceListContent).partial().shape,
      withdrawn: z.boolean().optional(),
    }),
    reply: withVersions,
    status: 200,
  }),
  previewImport: route({
    name: 'price-list-items-preview-import',
    method: 'POST',
    path: 'v1/price-list-items/import/preview',
    who: 'price_list.manage',
    unaudited,
    summary:
      'What an import would do to each item, and what is wrong with the file by row and field; changes nothing',
    input: imported,
    reply: z.object({
      added: z.int(),
      changed: z.int(),
      unchanged: z.int(),
      /** How many errors there are; at most 100 of them follow. */
      error_count: z.int(),
      errors: z.array(rowError),
      data: z.array(plannedRow),
    }),
    status: 200,
  }),
  import: route({
    name: 'price-list-items-import',
    method: 'POST',
    path: 'v1/price-list-items/import',
    who: 'price_list.manage',
    summary:
      'Add and change items of the price list from CSV, all of it or nothing; errors name the row and the field',
    input: imported,
    reply: priceListImport,
    status: 201,
    idempotent: true,
  }),
};
