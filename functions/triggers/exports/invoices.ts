/** GET /api/v1/exports/invoices */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { invoicesFile } from '../../http/exports/invoices.ts';
import { invoiceFilter } from '../../http/inputs/invoices.ts';

endpoint(exports.invoices, async ({ app, input }) => invoicesFile(app, invoiceFilter(app, input)));
