/** Agreeing anew on a payment plan: what was paid stays paid, and the rest is divided as a new version. */
import { requireOwedPlan } from '../../domain/payment-plan.ts';
import { requireVersion } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockPlan } from './lock.ts';
import { recordPlan } from './record.ts';
import { agreeOnVersion, type ScheduleInput } from './schedule.ts';

export type ReplanInput = ScheduleInput & { planId: string; version: number; reason: string };

/**
 * Adds a version over what is owed now. Refuses `payment_plan_unknown` (404), `plan_cancelled`, `nothing_owed`,
 * `changed_meanwhile` (412) when there is a newer version, and a schedule that does not fit the debt.
 */
export async function replanPayments(app: App, input: ReplanInput, by: StaffCaller): Promise<Done> {
  const { planId, version, reason } = input;
  return commandTransaction(app, async (tx) => {
    const { plan, standing } = await lockPlan(app, tx, planId);
    requireOwedPlan(standing.state);
    requireVersion(version, plan.versions[0].version, 'This payment plan');
    const agreed = { plan, version: version + 1, reason, invoices: plan.invoices, fee: undefined };
    await agreeOnVersion({ app, tx, by }, agreed, input);
    await recordPlan(tx, by, plan, {
      action: 'replan_payments',
      details: { version: version + 1, reason },
    });
    return { id: planId };
  });
}
