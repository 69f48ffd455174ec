/** GET /api/v1/exports/price-list */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { priceListFile } from '../../http/exports/price-list.ts';
import { priceListFilter } from '../../http/inputs/price-list-items.ts';

endpoint(exports.priceList, async ({ app, input }) => priceListFile(app, priceListFilter(input)));
