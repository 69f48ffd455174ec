/** GET /api/v1/payments/{id} */
import { payments } from '../../contracts/payments.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readPayment } from '../../http/replies/payments.ts';

endpoint(payments.get, ({ app, input }) => readPayment(app, input.id));
