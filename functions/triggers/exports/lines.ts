/** GET /api/v1/exports/lines */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { linesFile } from '../../http/exports/invoices.ts';
import { invoiceFilter } from '../../http/inputs/invoices.ts';

endpoint(exports.lines, async ({ app, input }) => linesFile(app, invoiceFilter(app, input)));
