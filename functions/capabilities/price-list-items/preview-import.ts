/** What an import of the price list would do; it changes nothing. */
import { type PlannedImport, type PriceListFile, planImport } from '../../domain/price-list-import.ts';
import type { LockedPriceListItem } from '../ports/price-list-items.ts';
import type { App } from '../ports.ts';

export async function previewImport(
  app: Pick<App, 'db'>,
  file: PriceListFile,
): Promise<PlannedImport<LockedPriceListItem>> {
  return planImport(file, await app.db.read.priceListItems.byCodes(codesOf(file)));
}

/** The codes of the rows that can be read. */
export const codesOf = ({ rows }: PriceListFile): string[] => rows.map(({ code }) => code);
