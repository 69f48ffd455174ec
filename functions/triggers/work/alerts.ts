/** GET /api/v1/alerts */
import { findAlerts } from '../../capabilities/work/alerts.ts';
import { work } from '../../contracts/work.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(work.alerts, async ({ app }) => ({
  data: (await findAlerts(app)).map((alert) => ({ ...alert, since: alert.since.toISOString() })),
}));
