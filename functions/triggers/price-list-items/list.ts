/** GET /api/v1/price-list-items */
import { priceListItems } from '../../contracts/price-list-items.ts';
import { day } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(priceListItems.list, ({ app, input: { query, category, offered_on: offered, ...page } }) =>
  app.db.read.priceListItems.list(
    {
      query: query || undefined,
      category: category || undefined,
      offeredOn: offered === undefined ? undefined : day(offered),
    },
    page,
  ),
);
