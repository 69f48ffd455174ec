/** GET /api/v1/payments */
import { payments } from '../../contracts/payments.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(payments.list, ({ app, input: { limit, cursor, query, patient_id: patientId, ...filter } }) =>
  app.db.read.payments.list(
    { ...filter, patientId, query: query || undefined, timeZone: app.clinic.timeZone },
    { limit, cursor },
  ),
);
