/** GET /api/v1/payment-plans/{id} */
import { paymentPlans } from '../../contracts/payment-plans.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readPaymentPlan } from '../../http/replies/payment-plans.ts';

endpoint(paymentPlans.get, ({ app, input }) => readPaymentPlan(app, input.id));
