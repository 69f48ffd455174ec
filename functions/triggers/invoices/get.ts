/** GET /api/v1/invoices/{id} */
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readInvoice, readInvoiceAtOnce } from '../../http/replies/invoices.ts';

endpoint(
  invoices.get,
  ({ app, input }) => readInvoice(app, input.id),
  ({ app, by, input }) => readInvoiceAtOnce(app, by, input.id),
);
