/** The API of the price list, which only its pages and the search of the invoice builder load. */
import { priceListImports } from '../../../functions/contracts/price-list-imports.ts';
import { priceListItems } from '../../../functions/contracts/price-list-items.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

const client = createClient({ priceListItems, priceListImports }, session.send, withProof);

export const priceListApi = client.priceListItems;
export const priceListImportsApi = client.priceListImports;
