/** GET /api/v1/dashboard */
import { countAttention } from '../../capabilities/work/alerts.ts';
import { dashboard } from '../../contracts/dashboard.ts';
import { dayIn } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';

const ACTIVITY_ROWS = 8;

endpoint(dashboard.get, async ({ app, input }) => {
  const currency = input.currency ?? app.clinic.currency;
  const { timeZone } = app.clinic;
  const [figures, activity, stopped] = await Promise.all([
    app.db.read.invoices.dashboard(currency, dayIn(timeZone, app.clock.now()), timeZone),
    app.db.read.audit.recent(ACTIVITY_ROWS),
    countAttention(app),
  ]);
  const attention = { ...figures.attention, ...stopped };
  return { currency, ...figures, activity, attention };
});
