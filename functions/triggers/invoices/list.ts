/** GET /api/v1/invoices */
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { invoiceFilter } from '../../http/inputs/invoices.ts';

endpoint(
  invoices.list,
  ({ app, input }) => app.db.read.invoices.list(invoiceFilter(app, input), input),
  async ({ app, by, input }) => {
    const json = await app.db.desk.invoices(by, invoiceFilter(app, input), input);
    return json === undefined ? undefined : { json };
  },
);
