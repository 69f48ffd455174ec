/** The schedule of a payment plan, as its requests give it. */
import type { ScheduleInput } from '../../capabilities/payment-plans/schedule.ts';
import { day } from '../../domain/calendar.ts';
import { cents } from '../../domain/money.ts';
import type { PlanInterval } from '../../domain/payment-plan.ts';

type Given = {
  down_payment_cents: number;
  rule?: { count: number; first_due_date: string; every: PlanInterval } | undefined;
  instalments?: { due_date: string; amount_cents: number }[] | undefined;
};

/** The contract has checked that there is either a rule or a list of instalments. */
export const toSchedule = ({ down_payment_cents, rule, instalments = [] }: Given): ScheduleInput => ({
  downPaymentCents: cents(down_payment_cents),
  schedule: rule
    ? { rule: { count: rule.count, firstDueOn: day(rule.first_due_date), every: rule.every } }
    : {
        instalments: instalments.map(({ due_date, amount_cents }) => ({
          dueOn: day(due_date),
          amountCents: cents(amount_cents),
        })),
      },
});
