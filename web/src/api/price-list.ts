/** The API of the price list, which only its pages and the search of the invoice builder load. */
import { priceListItems } from '../../../functions/contracts/price-list-items.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';
import { withProof } from './step-up.ts';

export const priceListApi = createClient({ priceListItems }, session.send, withProof).priceListItems;
