/** POST /api/v1/payment-plans/{id}/cancel */
import { cancelPaymentPlan } from '../../capabilities/payment-plans/cancel.ts';
import { paymentPlans } from '../../contracts/payment-plans.ts';
import { command } from '../../http/command.ts';
import { readPaymentPlan } from '../../http/replies/payment-plans.ts';

command(
  paymentPlans.cancel,
  ({ app, input: { id: planId, reason }, caller }) => cancelPaymentPlan(app, { planId, reason }, caller),
  ({ app }, id) => readPaymentPlan(app, id),
);
