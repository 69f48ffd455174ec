/** Imports of the price list and the versions that they made. */
import type { PriceListImport } from '../../contracts/price-list-imports.ts';
import type { PriceListState } from '../../domain/price-list-import.ts';
import type { Page, PageOf } from './common.ts';
import type { LockedPriceListItem } from './price-list-items.ts';

/** An item under lock, with the version that an import made and what it said before. */
export type ImportedItem = {
  item: LockedPriceListItem;
  madeVersion: number;
  /** Null where the import added the item. */
  before: PriceListState | null;
};

export type PriceListImportStore = {
  list(page: Page): Promise<PageOf<PriceListImport>>;
  get(id: string): Promise<PriceListImport | undefined>;
  /** Adds an import with the versions that it made. */
  add(made: { id: string; staffId: string }, versionIds: readonly string[], at: Date): Promise<void>;
  /** Locks an import; undefined when there is none. */
  lock(id: string): Promise<{ undone: boolean } | undefined>;
  /** Locks the items of an import. */
  lockItems(id: string): Promise<ImportedItem[]>;
  undo(id: string, staffId: string, at: Date): Promise<void>;
};
