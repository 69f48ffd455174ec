/** GET /api/v1/operations */
import { operationsOverview } from '../../capabilities/operations/overview.ts';
import { operations } from '../../contracts/operations.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(operations.overview, ({ app, input }) => operationsOverview(app, input.period));
