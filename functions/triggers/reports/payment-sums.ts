/** GET /api/v1/reports/payment-sums */
import { sumPayments } from '../../capabilities/reports/payment-sums.ts';
import { reports } from '../../contracts/reports.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(reports.paymentSums, async ({ app, input: { patient_id: patientId, query, ...filter } }) => ({
  data: await sumPayments(app, {
    ...filter,
    patientId,
    query: query || undefined,
    timeZone: app.clinic.timeZone,
  }),
}));
