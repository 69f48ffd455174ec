/** An item of the price list as the endpoints answer it. */
import type * as z from 'zod';
import type { App } from '../../capabilities/ports.ts';
import type { priceListItems } from '../../contracts/price-list-items.ts';
import { requireFound } from '../../domain/not-found.ts';

/** The item with its versions. Refuses `price_list_item_unknown` (404). */
export const readPriceListItem = async (
  app: App,
  id: string,
): Promise<z.input<typeof priceListItems.get.reply>> =>
  requireFound(await app.db.read.priceListItems.get(id), 'price_list_item');
