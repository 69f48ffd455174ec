/** GET /api/v1/disputes/{id} */
import { disputes } from '../../contracts/disputes.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readDispute } from '../../http/replies/disputes.ts';

endpoint(disputes.get, ({ app, input }) => readDispute(app, input.id));
