/** GET /api/v1/refunds/{id} */
import { refunds } from '../../contracts/refunds.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readRefund } from '../../http/replies/refunds.ts';

endpoint(refunds.get, ({ app, input }) => readRefund(app, input.id));
