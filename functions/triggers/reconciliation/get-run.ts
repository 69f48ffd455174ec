/** GET /api/v1/reconciliation/runs/{id} */
import { reconciliation } from '../../contracts/reconciliation.ts';
import { endpoint } from '../endpoint.ts';
import { readRun } from './read.ts';

endpoint(reconciliation.getRun, ({ app, input }) => readRun(app, input.id));
