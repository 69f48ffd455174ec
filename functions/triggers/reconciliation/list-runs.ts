/** GET /api/v1/reconciliation/runs */
import { reconciliation } from '../../contracts/reconciliation.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(reconciliation.listRuns, ({ app, input }) => app.db.read.reconciliation.runs(input));
