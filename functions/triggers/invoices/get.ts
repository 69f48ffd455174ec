/** GET /api/v1/invoices/{id} */
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../endpoint.ts';
import { readInvoice } from './read.ts';

endpoint(invoices.get, ({ app, input }) => readInvoice(app, input.id));
