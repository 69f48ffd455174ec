/** GET /api/v1/messages */
import { messages } from '../../contracts/messages.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(messages.list, ({ app, input }) => {
  const { invoice_id: invoiceId, patient_id: patientId, state, limit, cursor } = input;
  return app.db.read.messages.list({ invoiceId, patientId, state }, { limit, cursor });
});
