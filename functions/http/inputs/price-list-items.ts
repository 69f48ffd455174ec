/** The filter of the price list, as its list and its export take it. */
import type * as z from 'zod';
import type { PriceListFilter } from '../../capabilities/ports/price-list-items.ts';
import type { priceListItems } from '../../contracts/price-list-items.ts';
import { day } from '../../domain/calendar.ts';

type Given = Omit<z.output<typeof priceListItems.list.input>, 'limit' | 'cursor'>;

/** The filter as the store takes it; what is empty does not count. */
export const priceListFilter = ({ query, category, offered_on, ended_on }: Given): PriceListFilter => ({
  query: query || undefined,
  category: category || undefined,
  offeredOn: offered_on === undefined ? undefined : day(offered_on),
  endedOn: ended_on === undefined ? undefined : day(ended_on),
});
