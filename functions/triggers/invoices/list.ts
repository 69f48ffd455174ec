/** GET /api/v1/invoices */
import type * as z from 'zod';
import type { App } from '../../capabilities/ports.ts';
import { invoices } from '../../contracts/invoices.ts';
import { dayIn } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(
  invoices.list,
  ({ app, input }) => app.db.read.invoices.list(filterOf(app, input), input),
  async ({ app, by, input }) => {
    const json = await app.db.desk.invoices(by, filterOf(app, input), input);
    return json === undefined ? undefined : { json };
  },
);

function filterOf(app: App, input: z.output<typeof invoices.list.input>) {
  const { patient_id: patientId, status, from, to, query } = input;
  const { timeZone } = app.clinic;
  const today = dayIn(timeZone, app.clock.now());
  return { patientId, status, from, to, query: query || undefined, today, timeZone };
}
