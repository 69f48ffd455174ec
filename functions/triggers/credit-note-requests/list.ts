/** GET /api/v1/credit-note-requests */
import { creditNoteRequests } from '../../contracts/credit-note-requests.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(creditNoteRequests.list, ({ app, input }) => {
  const { status, invoice_id: invoiceId, limit, cursor } = input;
  return app.db.read.creditNoteRequests.list({ status, invoiceId }, { limit, cursor });
});
