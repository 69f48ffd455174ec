/** GET /api/v1/patients/{id}/payment-plans */
import { patientPaymentPlans } from '../../contracts/payment-plans.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readPaymentPlans } from '../../http/replies/payment-plans.ts';

endpoint(patientPaymentPlans.paymentPlans, ({ app, input }) => readPaymentPlans(app, input.id));
