/** GET /api/v1/reconciliation */
import { reconciliationReport } from '../../capabilities/reconciliation/get.ts';
import { reconciliation } from '../../contracts/reconciliation.ts';
import { day } from '../../domain/calendar.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(reconciliation.get, ({ app, input }) => reconciliationReport(app, day(input.from), day(input.to)));
