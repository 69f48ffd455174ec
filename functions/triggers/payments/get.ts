/** GET /api/v1/payments/{id} */
import { payments } from '../../contracts/payments.ts';
import { endpoint } from '../endpoint.ts';
import { readPayment } from './read.ts';

endpoint(payments.get, ({ app, input }) => readPayment(app, input.id));
