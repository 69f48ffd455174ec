/** GET /api/v1/invoices/{id}/timeline */
import { invoices } from '../../contracts/invoices.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readInvoice } from '../../http/replies/invoices.ts';

endpoint(invoices.timeline, async ({ app, input }) => {
  await readInvoice(app, input.id);
  return { data: await app.db.read.invoices.timeline(input.id) };
});
