/** GET /api/v1/reports/invoice-sums */
import { sumInvoices } from '../../capabilities/reports/invoice-sums.ts';
import { reports } from '../../contracts/reports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { invoiceFilter } from '../../http/inputs/invoices.ts';

endpoint(reports.invoiceSums, async ({ app, input }) => ({
  data: await sumInvoices(app, invoiceFilter(app, input)),
}));
