/** Ending a payment plan: its invoices are due as they were before it. */
import { requireStandingPlan } from '../../domain/payment-plan.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockPlan } from './lock.ts';
import { recordPlan } from './record.ts';
import { moveDueDates } from './schedule.ts';

/** Refuses `payment_plan_unknown` (404) and `plan_cancelled` (409). */
export async function cancelPaymentPlan(
  app: App,
  { planId, reason }: { planId: string; reason: string },
  by: StaffCaller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const { plan, standing } = await lockPlan(app, tx, planId);
    requireStandingPlan(standing.state);
    await tx.paymentPlans.cancel(planId, { staffId: by.actor.id, reason, at: app.clock.now() });
    await moveDueDates({ app, tx, by }, plan.invoices, ({ dueBefore }) => dueBefore);
    await recordPlan(tx, by, plan, { action: 'cancel_payment_plan', details: { reason } });
    return { id: planId };
  });
}
