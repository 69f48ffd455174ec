/** The price list and its versions. */
import type { PriceListItem, PriceListVersion } from '../../contracts/price-list-items.ts';
import type { Day } from '../../domain/calendar.ts';
import type { ListedVersion, PriceListContent } from '../../domain/price-list.ts';
import type { Page, PageOf } from './common.ts';

export type PriceListFilter = {
  query?: string | undefined;
  category?: string | undefined;
  offeredOn?: Day | undefined;
  /** What is withdrawn, or was last offered before this day. */
  endedOn?: Day | undefined;
};

/** An item under lock. */
export type LockedPriceListItem = PriceListContent & {
  id: string;
  code: string;
  withdrawn: boolean;
  version: number;
};

export type AddedPriceListItem = PriceListContent & { code: string; withdrawn: boolean };

export type PriceListItemStore = {
  list(filter: PriceListFilter, page: Page): Promise<PageOf<PriceListItem>>;
  get(id: string): Promise<(PriceListItem & { versions: PriceListVersion[] }) | undefined>;
  lock(id: string): Promise<LockedPriceListItem | undefined>;
  /** The items that have these codes, whatever their capitals, by the code that was given. */
  byCodes(codes: readonly string[]): Promise<Map<string, LockedPriceListItem>>;
  lockByCodes(codes: readonly string[]): Promise<Map<string, LockedPriceListItem>>;
  /** Adds an item. Undefined when its code is taken, whatever its capitals. */
  add(code: string, content: PriceListContent, staffId: string): Promise<string | undefined>;
  /** Adds the next version of an item that is locked. */
  addVersion(item: LockedPriceListItem, staffId: string): Promise<void>;
  /** Adds items and answers their versions: fewer where a code was taken meanwhile. */
  addAll(items: readonly AddedPriceListItem[], staffId: string): Promise<string[]>;
  /** Adds the next versions of items that are locked and answers them. */
  addVersions(items: readonly LockedPriceListItem[], staffId: string): Promise<string[]>;
  /** Those of the versions that exist. */
  versions(ids: readonly string[]): Promise<ListedVersion[]>;
};
