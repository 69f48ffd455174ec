/** Months of a payment plan: what is overdue, what is reminded of, and what follows when an instalment is missed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markOverdue } from '../../functions/capabilities/overdue/mark.ts';
import { sweepOverdue } from '../../functions/capabilities/overdue/sweep.ts';
import { agreeOnPaymentPlan } from '../../functions/capabilities/patients/payment-plan.ts';
import { noticeBrokenPlans } from '../../functions/capabilities/payment-plans/notice-breaks.ts';
import { sweepInstalments } from '../../functions/capabilities/payment-plans/remind.ts';
import { replanPayments } from '../../functions/capabilities/payment-plans/replan.ts';
import { previewReminder } from '../../functions/capabilities/reminders/get.ts';
import { sweepReminders } from '../../functions/capabilities/reminders/sweep.ts';
import { ageDebts } from '../../functions/capabilities/reports/ageing.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { addDays, type Day, day } from '../../functions/domain/calendar.ts';
import { ZERO } from '../../functions/domain/money.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line, payOffline } from '../support/clinic-builder.ts';

const by = bySystem('test');
const noon = (date: string): Date => new Date(`${date}T17:00:00Z`);
const START = day('2040-01-02');

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic({ now: noon(START) });
});
afterAll(() => clinic.close());

/** 300.00 in three instalments, from the 10th of February on; without the plan it is due on the 10th of January. */
async function planned() {
  clinic.at(noon(START));
  const invoice = await clinic.issued({ dueOn: '2040-01-10', lines: [line(300_00)] });
  const { id: invoiceId, patient_id: patientId } = invoice;
  const rule = { count: 3, firstDueOn: day('2040-02-10'), every: 'month' as const };
  const input = {
    patientId,
    invoiceIds: [invoiceId],
    feeCents: ZERO,
    downPaymentCents: ZERO,
    schedule: { rule },
  };
  const { id } = await agreeOnPaymentPlan(clinic.app, input, clinic.clerk);
  return { id, invoiceId, patientId };
}

/** What the timers of a day do. */
async function runOfDay(today: Day): Promise<void> {
  clinic.at(noon(today));
  await noticeBrokenPlans(clinic.app, by);
  await sweepOverdue(clinic.app, async (ids) => void (await markOverdue(clinic.app, ids, by)));
  await sweepReminders(clinic.app, by);
  await sweepInstalments(clinic.app, by);
  const work = await clinic.rows<{ id: string }>(
    `select id from outbox where topic in ('remind', 'remind_instalment') and state = 'pending'`,
  );
  for (const { id } of work) await runWork(clinic.app, id);
  // Messages are dated by the database, whose clock does not move.
  await clinic.rows(`update messages set created_at = $1 where created_at < '2040-01-01'`, [noon(today)]);
}
async function live(from: Day, to: Day): Promise<void> {
  for (let today = from; today <= to; today = addDays(today, 1)) await runOfDay(today);
}
const remindersOf = (invoiceId: string) =>
  clinic.rows<{ kind: string; due: string; step: string }>(
    `select kind, split_part(cause, ':', 5) as due, split_part(cause, ':', 6) as step from messages
     where invoice_id = $1 and kind in ('reminder', 'instalment') order by created_at`,
    [invoiceId],
  );
const brokenAlerts = async (id: string) =>
  (await findAlerts(clinic.app)).filter((alert) => alert.kind === 'payment_plan_broken' && alert.id === id);
const breaksWith = (when_broken: 'remind' | 'pause' | 'balance_due') =>
  changeSettings(
    clinic.app,
    { payment_plans: { when_broken, broken_after_days: 7 } },
    undefined,
    clinic.admin,
  );
const pay = (invoiceId: string, amount: number) => payOffline(clinic.app, clinic.clerk, invoiceId, amount);

describe('while a plan is kept', () => {
  test('its invoice is neither overdue nor reminded of, and its instalments are, once for each step', async () => {
    await breaksWith('remind');
    const { invoiceId } = await planned();
    await live(START, day('2040-02-11'));
    expect((await clinic.invoice(invoiceId)).overdue_since).toBeNull();
    expect(await remindersOf(invoiceId)).toEqual([
      { kind: 'instalment', due: '2040-02-10', step: '-3' },
      { kind: 'instalment', due: '2040-02-10', step: '1' },
    ]);
    const { subject } = await previewReminder(clinic.app, invoiceId);
    expect(subject.next).toEqual({ none: 'under_plan' });
    await pay(invoiceId, 100_00);
    await live(day('2040-02-12'), day('2040-03-08'));
    expect((await remindersOf(invoiceId)).slice(2)).toEqual([
      { kind: 'instalment', due: '2040-03-10', step: '-3' },
    ]);
    await pay(invoiceId, 200_00);
    await live(day('2040-03-09'), day('2040-03-20'));
    expect(await remindersOf(invoiceId)).toHaveLength(3);
  });

  test('the ageing shows its balance in a column of its own, as of any instant', async () => {
    const before = await ageDebts(clinic.app, 'usd', { asOf: noon('2040-01-01'), knownAt: undefined });
    await planned();
    clinic.at(noon('2040-06-01'));
    const report = await ageDebts(clinic.app, 'usd', { asOf: noon('2040-06-01'), knownAt: undefined });
    expect(report.buckets.under_plan).toBe(before.buckets.under_plan + 300_00);
    expect(report.buckets.days_over_90).toBe(before.buckets.days_over_90);
  });
});

describe('when an instalment is missed by more than the days of the clinic', () => {
  test('with reminders: it is noticed once, and listed until it is paid', async () => {
    await breaksWith('remind');
    const { id, invoiceId } = await planned();
    await live(day('2040-02-10'), day('2040-02-17'));
    expect(await brokenAlerts(id)).toEqual([]);
    await live(day('2040-02-18'), day('2040-02-20'));
    expect(await brokenAlerts(id)).toHaveLength(1);
    const timeline = await clinic.app.db.read.invoices.timeline(invoiceId);
    expect(timeline.filter(({ what }) => what === 'break_payment_plan')).toHaveLength(1);
    expect((await clinic.invoice(invoiceId)).overdue_since).toBeNull();
    await pay(invoiceId, 100_00);
    expect(await brokenAlerts(id)).toEqual([]);
  });

  test('with a pause: no reminder is sent any more', async () => {
    await breaksWith('pause');
    const { invoiceId } = await planned();
    await live(day('2040-02-18'), day('2040-03-12'));
    const sent = (await remindersOf(invoiceId)).map(({ step }) => step);
    expect(sent).toEqual([]);
  });

  test('with the whole balance due: the invoice is overdue and reminded of, until it is agreed anew', async () => {
    await breaksWith('balance_due');
    const { id, invoiceId } = await planned();
    await live(day('2040-02-18'), day('2040-02-18'));
    expect(await clinic.invoice(invoiceId)).toMatchObject({
      due_date: '2040-01-10',
      overdue_since: '2040-01-11',
    });
    expect((await previewReminder(clinic.app, invoiceId)).subject.next).not.toEqual({ none: 'under_plan' });
    await pay(invoiceId, 100_00);
    expect(await brokenAlerts(id)).toHaveLength(1);
    const rule = { count: 2, firstDueOn: day('2040-03-31'), every: 'month' as const };
    const anew = { planId: id, version: 1, reason: 'A new job', downPaymentCents: ZERO, schedule: { rule } };
    await replanPayments(clinic.app, anew, clinic.clerk);
    expect(await brokenAlerts(id)).toEqual([]);
    expect(await clinic.invoice(invoiceId)).toMatchObject({ due_date: '2040-04-30', overdue_since: null });
  });

  test('twenty sweeps at once notice it once', async () => {
    await breaksWith('remind');
    const { id } = await planned();
    clinic.at(noon('2040-02-18'));
    await Promise.all(Array.from({ length: 20 }, () => noticeBrokenPlans(clinic.app, by)));
    expect(
      await clinic.rows(`select from audit_logs where action = 'break_payment_plan' and target_id = $1`, [
        id,
      ]),
    ).toHaveLength(1);
  });
});
