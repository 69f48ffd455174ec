/** Noticing payment plans that are broken: once for each missed instalment, with what the clinic's setting wants. */
import { addDays, dayIn } from '../../domain/calendar.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockPlan } from './lock.ts';
import { recordPlan } from './record.ts';
import { moveDueDates } from './schedule.ts';

/** Notices every plan that broke since the last time; how many. They stay listed under Needs attention. */
export async function noticeBrokenPlans(app: App, by: Caller): Promise<number> {
  const { payment_plans: rules } = await app.db.read.settings.get();
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  const missed = await app.db.read.paymentPlans.missedBefore(addDays(today, -rules.broken_after_days));
  let noticed = 0;
  for (const id of missed) if (await noticeBreak(app, id, by)) noticed++;
  return noticed;
}

/** Decides again under lock, because it may have been paid since it was found. */
async function noticeBreak(app: App, planId: string, by: Caller): Promise<boolean> {
  return app.db.transaction(async (tx) => {
    const { plan, standing } = await lockPlan(app, tx, planId);
    const [newest] = plan.versions;
    const missed = standing.next === undefined ? undefined : newest.instalments[standing.next];
    if (standing.state !== 'broken' || !missed) return false;
    const { payment_plans: rules } = await tx.settings.get();
    const { version } = newest;
    const { position, dueOn } = missed;
    const consequence = rules.when_broken;
    const at = app.clock.now();
    if (!(await tx.paymentPlans.addBreak({ planId, version, position, consequence, at }))) return false;
    if (consequence === 'balance_due')
      await moveDueDates({ app, tx, by }, plan.invoices, ({ dueBefore }) => dueBefore);
    await recordPlan(tx, by, plan, {
      action: 'break_payment_plan',
      details: { due_date: dueOn, position, consequence },
    });
    return true;
  });
}
