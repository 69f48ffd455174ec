/** GET /api/v1/invoices/{id}/payments */
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../endpoint.ts';
import { readInvoice } from './read.ts';

endpoint(invoices.payments, async ({ app, input }) => {
  await readInvoice(app, input.id);
  return { data: await app.db.read.payments.ofInvoice(input.id) };
});
