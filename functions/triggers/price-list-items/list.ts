/** GET /api/v1/price-list-items */
import { priceListItems } from '../../contracts/price-list-items.ts';
import { endpoint } from '../../http/endpoint.ts';
import { priceListFilter } from '../../http/inputs/price-list-items.ts';

endpoint(priceListItems.list, ({ app, input: { limit, cursor, ...filter } }) =>
  app.db.read.priceListItems.list(priceListFilter(filter), { limit, cursor }),
);
