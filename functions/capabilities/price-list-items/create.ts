/** Adding an item to the price list. */
import { type PriceListContent, requirePeriod } from '../../domain/price-list.ts';
import { refuseField } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses a code that is taken, whatever its capitals (`code`, 400), and a period that ends before it begins. */
export async function addPriceListItem(
  app: App,
  { code, ...content }: PriceListContent & { code: string },
  by: StaffCaller,
): Promise<Done> {
  requirePeriod(content);
  return commandTransaction(app, async (tx) => {
    const id = await tx.priceListItems.add(code, content, by.actor.id);
    if (id === undefined) {
      return refuseField('code', 'code_taken', 'The price list has an item with this code.');
    }
    await tx.audit.record(by, {
      action: 'create_price_list_item',
      targetType: 'price_list_item',
      targetId: id,
      details: { code, ...content },
    });
    return { id };
  });
}
