/** GET /api/v1/invoices/{id}/internal-notes */
import { invoiceNotes } from '../../contracts/invoice-notes.ts';
import { requireFound } from '../../domain/not-found.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(invoiceNotes.internalNotes, async ({ app, input }) => {
  requireFound(await app.db.read.invoices.get(input.id), 'invoice');
  return { data: await app.db.read.invoiceNotes.list(input.id) };
});
