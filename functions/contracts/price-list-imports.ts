/** Imports of the price list: who made which, and undoing one as a whole. */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

export const priceListImport = z.object({
  id: field.id,
  staff_name: z.string(),
  created_at: field.instant,
  /** Items that it added and changed. */
  added: z.int(),
  changed: z.int(),
  undone_at: field.instant.nullable(),
  undone_by_name: z.string().nullable(),
});
export type PriceListImport = z.output<typeof priceListImport>;

export const priceListImports = {
  list: route({
    name: 'price-list-imports-list',
    method: 'GET',
    path: 'v1/price-list-imports',
    who: 'price_list.manage',
    unaudited: 'Who imported how many prices; no person.',
    summary: 'Imports of the price list, newest first',
    input: z.strictObject({ ...field.page }),
    reply: field.pageOf(priceListImport),
    status: 200,
  }),
  undo: route({
    name: 'price-list-imports-undo',
    method: 'POST',
    path: 'v1/price-list-imports/{id}/undo',
    who: 'price_list.manage',
    summary:
      'Undo an import: each item says again what it said before, and what was added is withdrawn; refused when one was changed since',
    input: z.strictObject({ id: field.id }),
    reply: priceListImport,
    status: 200,
    idempotent: true,
  }),
};
