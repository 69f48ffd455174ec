/** GET /api/v1/exports/credit-notes */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { creditNotesFile } from '../../http/exports/invoices.ts';

endpoint(exports.creditNotes, async ({ app, input: { patient_id: patientId, from, to } }) =>
  creditNotesFile(app, { patientId, from, to, timeZone: app.clinic.timeZone }),
);
