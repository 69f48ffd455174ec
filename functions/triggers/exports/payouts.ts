/** GET /api/v1/exports/payouts */
import { reconciliationReport } from '../../capabilities/reconciliation/get.ts';
import { exports } from '../../contracts/exports.ts';
import { day } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';
import { payoutsFile } from '../../http/exports/books.ts';

endpoint(exports.payouts, async ({ app, input: { from, to } }) => {
  const { payouts } = await reconciliationReport(app, day(from), day(to));
  return payoutsFile(app, payouts);
});
