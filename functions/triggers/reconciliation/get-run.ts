/** GET /api/v1/reconciliation/runs/{id} */
import { reconciliation } from '../../contracts/reconciliation.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readRun } from '../../http/replies/reconciliation.ts';

endpoint(reconciliation.getRun, ({ app, input }) => readRun(app, input.id));
