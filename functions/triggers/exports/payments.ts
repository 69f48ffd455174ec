/** GET /api/v1/exports/payments */
import { exports } from '../../contracts/exports.ts';
import { endpoint } from '../../http/endpoint.ts';
import { paymentsFile } from '../../http/exports/payments.ts';

endpoint(exports.payments, async ({ app, input: { query, patient_id: patientId, ...filter } }) =>
  paymentsFile(app, { ...filter, patientId, query: query || undefined, timeZone: app.clinic.timeZone }),
);
