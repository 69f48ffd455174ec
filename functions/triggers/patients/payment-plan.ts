/** POST /api/v1/patients/{id}/payment-plans */
import { agreeOnPaymentPlan } from '../../capabilities/patients/payment-plan.ts';
import { patientPaymentPlans } from '../../contracts/payment-plans.ts';
import { cents } from '../../domain/money.ts';
import { command } from '../../http/command.ts';
import { toSchedule } from '../../http/inputs/payment-plans.ts';
import { readPaymentPlan } from '../../http/replies/payment-plans.ts';

command(
  patientPaymentPlans.paymentPlan,
  ({ app, input, caller }) => {
    const { id: patientId, invoice_ids: invoiceIds, fee_cents } = input;
    const plan = { patientId, invoiceIds, feeCents: cents(fee_cents), ...toSchedule(input) };
    return agreeOnPaymentPlan(app, plan, caller);
  },
  ({ app }, id) => readPaymentPlan(app, id),
);
