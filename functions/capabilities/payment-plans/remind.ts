/** Reminding patients of the instalments of their payment plans, by the clinic's rules for reminders. */
import { type Day, dayIn, timeIn } from '../../domain/calendar.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import { type PlanRules, planStanding } from '../../domain/payment-plan.ts';
import { isQuiet, type NextReminder, nextReminder, type ReminderRules } from '../../domain/reminder.ts';
import { addMessages } from '../messages/add.ts';
import type { Caller } from '../ports/common.ts';
import type { StoredPlan } from '../ports/payment-plans.ts';
import type { ReminderSubject } from '../ports/reminders.ts';
import type { App, Stores } from '../ports.ts';
import { lockPlan } from './lock.ts';
import { planFacts } from './standing.ts';

const BATCH = 100;

type Due = { next: NextReminder; subject: ReminderSubject; cause: string; dueOn: Day };
type Rules = { reminders: ReminderRules; payment_plans: PlanRules };

/** Queues a reminder of each plan whose oldest open instalment is due for one, outside the quiet hours; returns their number. */
export async function sweepInstalments(app: App, by: Caller): Promise<number> {
  const rules = await app.db.read.settings.get();
  const now = app.clock.now();
  if (!rules.reminders.enabled || isQuiet(rules.reminders, timeIn(app.clinic.timeZone, now))) return 0;
  const today = dayIn(app.clinic.timeZone, now);
  let after: string | null = null;
  for (let queued = 0; ; ) {
    const batch: StoredPlan[] = await app.db.read.paymentPlans.standing(after, BATCH);
    for (const plan of batch) {
      const due = await reminderOf(app, app.db.read, plan, rules);
      if (!due || 'none' in due.next || due.next.on > today) continue;
      await app.db.read.outbox.add('remind_instalment', plan.id, by.requestId);
      queued++;
    }
    after = batch.at(-1)?.id ?? null;
    if (batch.length < BATCH) return queued;
  }
}

/** Queues the reminder of the plan's oldest open instalment that is due, if any; everything is decided again under lock. */
export async function remindInstalment(app: App, planId: string, by: Caller): Promise<void> {
  const { timeZone } = app.clinic;
  await app.db.transaction(async (tx) => {
    const { plan } = await lockPlan(app, tx, planId);
    const rules = await tx.settings.get();
    const now = app.clock.now();
    const due = await reminderOf(app, tx, plan, rules);
    if (!due?.subject.channel || 'none' in due.next || due.next.on > dayIn(timeZone, now)) return;
    if (isQuiet(rules.reminders, timeIn(timeZone, now))) return;
    const { subject, next, cause, dueOn } = due;
    const { invoiceId, patientId, channel } = subject;
    const link = await tx.links.add(invoiceId, 'pay', linkExpiry('pay', now));
    await tx.audit.record(by, {
      action: 'remind_patient',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { step: next.step, due_date: dueOn, channel, payment_plan_id: planId },
    });
    const channels = [due.subject.channel];
    const message = { kind: 'instalment' as const, channels, invoiceId, patientId, link };
    await addMessages(tx, { ...message, cause: `${cause}${next.step}` }, by);
  });
}

/** The next reminder of a plan, through its first invoice that is owed; nothing when it is completed, or is not to be reminded of. */
async function reminderOf(
  app: App,
  stores: Stores,
  plan: StoredPlan,
  rules: Rules,
): Promise<Due | undefined> {
  const { timeZone } = app.clinic;
  const today = dayIn(timeZone, app.clock.now());
  const standing = planStanding(planFacts(plan), rules.payment_plans, today);
  const [newest] = plan.versions;
  const instalment = standing.next === undefined ? undefined : newest.instalments[standing.next];
  const owed = plan.invoices.find(({ balanceCents }) => balanceCents > 0);
  const isPaused = standing.state === 'broken' && rules.payment_plans.when_broken === 'pause';
  const isDue = newest.consequence === 'balance_due';
  if (!instalment || !owed || plan.cancelledAt !== null || isPaused || isDue) return undefined;
  const subject = await stores.reminders.subject(owed.id, timeZone);
  if (!subject) return undefined;
  const { position, dueOn } = instalment;
  const cause = `instalment:${plan.id}:${newest.version}:${position}:${dueOn}:`;
  const { steps, count } = await stores.paymentPlans.reminded(cause);
  const issuedOn = dayIn(timeZone, new Date(newest.startedAt));
  const facts = { ...subject, dueOn, issuedOn, sentSteps: steps, sentCount: count, underPlan: false };
  return { next: nextReminder(rules.reminders, facts, today), subject, cause, dueOn };
}
