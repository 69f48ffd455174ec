/** GET /api/v1/price-list-items/{id} */
import { priceListItems } from '../../contracts/price-list-items.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readPriceListItem } from '../../http/replies/price-list-items.ts';

endpoint(priceListItems.get, ({ app, input }) => readPriceListItem(app, input.id));
