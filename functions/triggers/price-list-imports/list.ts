/** GET /api/v1/price-list-imports */
import { priceListImports } from '../../contracts/price-list-imports.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(priceListImports.list, ({ app, input }) => app.db.read.priceListImports.list(input));
