/** GET /api/v1/exports/reconciliation */
import { reconciliationReport } from '../../capabilities/reconciliation/get.ts';
import { exports } from '../../contracts/exports.ts';
import { day } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';
import { discrepanciesFile } from '../../http/exports/books.ts';

endpoint(exports.reconciliation, async ({ app, input: { from, to } }) => {
  const { breaks } = await reconciliationReport(app, day(from), day(to));
  return discrepanciesFile(app, breaks);
});
