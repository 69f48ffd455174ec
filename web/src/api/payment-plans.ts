/** The API of payment plans, loaded with their tab. */
import { patientPaymentPlans, paymentPlans } from '../../../functions/contracts/payment-plans.ts';
import { session } from '../session/current.ts';
import { createClient } from './client.ts';

export const planApi = createClient({ patients: patientPaymentPlans, paymentPlans }, session.send);
