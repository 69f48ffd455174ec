/** PATCH /api/v1/price-list-items/{id} */
import { changePriceListItem } from '../../capabilities/price-list-items/edit.ts';
import { priceListItems } from '../../contracts/price-list-items.ts';
import { endpoint } from '../../http/endpoint.ts';
import { given } from '../../http/given.ts';
import { requireIfMatch } from '../../http/if-match.ts';
import { readPriceListItem } from '../../http/replies/price-list-items.ts';

endpoint(priceListItems.edit, async ({ app, input: { id, ...change }, caller, request }) => {
  await changePriceListItem(app, { id, version: requireIfMatch(request) }, given(change), caller);
  return readPriceListItem(app, id);
});
