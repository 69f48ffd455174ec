/** GET /api/v1/disputes/{id} */
import { disputes } from '../../contracts/disputes.ts';
import { endpoint } from '../endpoint.ts';
import { readDispute } from './read.ts';

endpoint(disputes.get, ({ app, input }) => readDispute(app, input.id));
