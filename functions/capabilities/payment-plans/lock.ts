/** A payment plan under lock, with its invoices. */
import { dayIn } from '../../domain/calendar.ts';
import { requireFound } from '../../domain/not-found.ts';
import { type PlanStanding, planStanding } from '../../domain/payment-plan.ts';
import type { StoredPlan } from '../ports/payment-plans.ts';
import type { App, Stores } from '../ports.ts';
import { planFacts } from './standing.ts';

/** Locks the plan, then its invoices, and reads where it stands. Refuses `payment_plan_unknown` (404). */
export async function lockPlan(
  app: App,
  tx: Stores,
  id: string,
): Promise<{ plan: StoredPlan; standing: PlanStanding }> {
  const before = requireFound(await tx.paymentPlans.lock(id), 'payment_plan');
  for (const invoiceId of before.invoices.map((invoice) => invoice.id).sort())
    await tx.invoices.lockStanding(invoiceId);
  // Read again: a payment may have come in until the locks were had.
  const plan = requireFound(await tx.paymentPlans.get(id), 'payment_plan');
  const { payment_plans: rules } = await tx.settings.get();
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  return { plan, standing: planStanding(planFacts(plan), rules, today) };
}
