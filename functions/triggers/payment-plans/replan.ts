/** POST /api/v1/payment-plans/{id}/replan */
import { replanPayments } from '../../capabilities/payment-plans/replan.ts';
import { paymentPlans } from '../../contracts/payment-plans.ts';
import { command } from '../../http/command.ts';
import { toSchedule } from '../../http/inputs/payment-plans.ts';
import { readPaymentPlan } from '../../http/replies/payment-plans.ts';

command(
  paymentPlans.replan,
  ({ app, input, caller }) => {
    const { id: planId, version, reason } = input;
    return replanPayments(app, { planId, version, reason, ...toSchedule(input) }, caller);
  },
  ({ app }, id) => readPaymentPlan(app, id),
);
