/** GET /api/v1/refunds/{id} */
import { refunds } from '../../contracts/refunds.ts';
import { endpoint } from '../endpoint.ts';
import { readRefund } from './read.ts';

endpoint(refunds.get, ({ app, input }) => readRefund(app, input.id));
