/** Undoing an import of the price list: its items say again what they said before, as new versions. */
import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { ImportedItem } from '../ports/price-list-imports.ts';
import type { LockedPriceListItem } from '../ports/price-list-items.ts';
import type { App } from '../ports.ts';

/** How many codes a refusal names. */
const CODES_NAMED = 5;

/**
 * Takes everything back or nothing. Refuses `price_list_import_unknown` (404), `already_undone` and, when an item was
 * changed since, `changed_since` (409). What was added is withdrawn, because versions stay.
 */
export function undoImport(app: App, id: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const { undone } = requireFound(await tx.priceListImports.lock(id), 'price_list_import');
    if (undone) refuse('conflict', 'already_undone', 'This import was undone already.');
    const items = await tx.priceListImports.lockItems(id);
    requireUnchanged(items);
    await tx.priceListItems.addVersions(items.map(versionBefore), by.actor.id);
    await tx.priceListImports.undo(id, by.actor.id, app.clock.now());
    await tx.audit.record(by, {
      action: 'undo_price_list_import',
      targetType: 'price_list_import',
      targetId: id,
      details: { items: items.length },
    });
    return { id };
  });
}

const versionBefore = ({ item, before }: ImportedItem): LockedPriceListItem => ({
  ...item,
  ...(before ?? { withdrawn: true }),
  version: item.version + 1,
});

function requireUnchanged(items: readonly ImportedItem[]): void {
  const changed = items.filter(({ item, madeVersion }) => item.version !== madeVersion);
  if (changed.length === 0) return;
  const codes = changed.slice(0, CODES_NAMED).map(({ item }) => item.code);
  const others = changed.length - codes.length;
  const named = `${codes.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
  refuse('conflict', 'changed_since', `Nothing was undone: ${named} changed since the import.`);
}
