/** GET /api/v1/invoices */
import { invoices } from '../../contracts/invoices.ts';
import { dayIn } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(invoices.list, ({ app, input }) => {
  const { patient_id: patientId, status, from, to, query, limit, cursor } = input;
  const { timeZone } = app.clinic;
  const today = dayIn(timeZone, app.clock.now());
  return app.db.read.invoices.list(
    { patientId, status, from, to, query: query || undefined, today, timeZone },
    { limit, cursor },
  );
});
