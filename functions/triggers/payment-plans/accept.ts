/** POST /api/v1/payment-plans/{id}/accept */
import { acceptPaymentPlan } from '../../capabilities/payment-plans/accept.ts';
import { paymentPlans } from '../../contracts/payment-plans.ts';
import { command } from '../../http/command.ts';
import { readPaymentPlan } from '../../http/replies/payment-plans.ts';

command(
  paymentPlans.accept,
  ({ app, input: { id: planId, name, terms_hash: termsHash }, caller }) =>
    acceptPaymentPlan(app, { planId, name, termsHash, linkId: null }, caller),
  ({ app }, id) => readPaymentPlan(app, id),
);
