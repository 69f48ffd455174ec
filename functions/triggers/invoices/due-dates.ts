/** GET /api/v1/invoices/{id}/due-dates */
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { endpoint } from '../../http/endpoint.ts';
import { requireInvoice } from '../../http/replies/invoice-corrections.ts';

endpoint(invoiceCorrections.dueDates, async ({ app, input }) => {
  await requireInvoice(app, input.id);
  return { data: await app.db.read.corrections.dueDateChangesOf(input.id) };
});
