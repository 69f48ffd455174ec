/** POST /api/v1/price-list-items */
import { addPriceListItem } from '../../capabilities/price-list-items/create.ts';
import { priceListItems } from '../../contracts/price-list-items.ts';
import { command } from '../../http/command.ts';
import { readPriceListItem } from '../../http/replies/price-list-items.ts';

command(
  priceListItems.create,
  ({ app, input, caller }) => addPriceListItem(app, input, caller),
  ({ app }, id) => readPriceListItem(app, id),
);
