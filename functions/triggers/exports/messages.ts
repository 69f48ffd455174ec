/** GET /api/v1/exports/messages */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { messagesFile } from '../../http/exports/patients.ts';

endpoint(exports.messages, async ({ app, input }) =>
  messagesFile(app, { invoiceId: input.invoice_id, patientId: input.patient_id, state: input.state }),
);
