/** Changing an item of the price list: adds a version; lines of invoices keep the one that they were taken from. */
import { requireFound } from '../../domain/not-found.ts';
import { type PriceListContent, requirePeriod } from '../../domain/price-list.ts';
import { requireVersion } from '../../domain/refusal.ts';
import type { StaffCaller, Version } from '../ports/common.ts';
import type { LockedPriceListItem } from '../ports/price-list-items.ts';
import type { App } from '../ports.ts';

export type PriceListChange = Partial<PriceListContent & { withdrawn: boolean }>;

/** Refuses `price_list_item_unknown` (404) and `changed_meanwhile` (412). The audit records what changed, before and after. */
export async function changePriceListItem(
  app: App,
  { id, version }: Version,
  change: PriceListChange,
  by: StaffCaller,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const before = requireFound(await tx.priceListItems.lock(id), 'price_list_item');
    requireVersion(version, before.version, 'This item');
    const after = { ...before, ...change, version: before.version + 1 };
    requirePeriod(after);
    await tx.priceListItems.addVersion(after, by.actor.id);
    await tx.audit.record(by, {
      action: 'edit_price_list_item',
      targetType: 'price_list_item',
      targetId: id,
      details: { code: before.code, version: after.version, ...changes(before, after) },
    });
  });
}

function changes(before: LockedPriceListItem, after: LockedPriceListItem): Record<string, unknown> {
  const fields = (Object.keys(after) as (keyof LockedPriceListItem)[]).filter((name) => name !== 'version');
  return Object.fromEntries(
    fields
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => [name, { before: before[name], after: after[name] }]),
  );
}
