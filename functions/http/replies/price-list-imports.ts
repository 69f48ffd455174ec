/** An import of the price list, and the preview of one, as the endpoints answer them. */
import type * as z from 'zod';
import type { LockedPriceListItem } from '../../capabilities/ports/price-list-items.ts';
import type { App } from '../../capabilities/ports.ts';
import { ERRORS_SHOWN } from '../../capabilities/price-list-items/import.ts';
import type { PriceListImport } from '../../contracts/price-list-imports.ts';
import type { priceListItems } from '../../contracts/price-list-items.ts';
import { requireFound } from '../../domain/not-found.ts';
import { nameIn } from '../../domain/price-list.ts';
import type { PlannedImport } from '../../domain/price-list-import.ts';

/** Refuses `price_list_import_unknown` (404). */
export const readPriceListImport = async (app: App, id: string): Promise<PriceListImport> =>
  requireFound(await app.db.read.priceListImports.get(id), 'price_list_import');

export function importPreviewReply({
  rows,
  errors,
}: PlannedImport<LockedPriceListItem>): z.input<typeof priceListItems.previewImport.reply> {
  const count = (which: string) => rows.filter(({ outcome }) => outcome === which).length;
  return {
    added: count('added'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    error_count: errors.length,
    errors: errors.slice(0, ERRORS_SHOWN),
    data: rows.map(({ row, code, outcome, changes, after }) => ({
      row,
      code,
      name: nameIn(after, 'en'),
      outcome,
      changes,
    })),
  };
}
