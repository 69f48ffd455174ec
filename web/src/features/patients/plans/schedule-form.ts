/** The schedule of a payment plan as it is typed, and as the contract takes it. */
import { day, isDay } from '../../../../../functions/domain/calendar.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { cents } from '../../../../../functions/domain/money.ts';
import {
  INSTALMENTS_MAX,
  type Instalment,
  type PlanInterval,
  scheduleOf,
} from '../../../../../functions/domain/payment-plan.ts';
import type { FieldMessages } from '../../../shared/inputs/form-errors.ts';
import { amountMistake } from '../../../shared/money/amount-words.ts';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import { centsOf } from '../take-payment-form.ts';

export type ScheduleValues = {
  down_payment_cents: AmountValue;
  rule: { count: string; first_due_date: string; every: PlanInterval };
};

export const newSchedule = (firstDue: string): ScheduleValues => ({
  down_payment_cents: 'empty',
  rule: { count: '3', first_due_date: firstDue, every: 'month' },
});

export const scheduleInput = ({ down_payment_cents, rule }: ScheduleValues) => ({
  down_payment_cents: centsOf(down_payment_cents),
  rule: { ...rule, count: Number(rule.count) },
});

/** What is wrong with an amount that need not be given. */
export function optionalAmounts(
  values: Readonly<Record<string, AmountValue>>,
  limits: { currency: Currency; most: number },
): FieldMessages {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    const mistake = value === 'empty' ? undefined : amountMistake(value, { ...limits, least: 0 });
    if (mistake) found.set(name, mistake);
  }
  return found;
}

/** The instalments of what is owed, in minor units; nothing while the form cannot be read yet. */
export function previewOf(owedCents: number, { down_payment_cents, rule }: ScheduleValues): Instalment[] {
  const count = Number(rule.count);
  const rest = owedCents - centsOf(down_payment_cents);
  const readable = Number.isInteger(count) && count >= 1 && count <= INSTALMENTS_MAX;
  if (!readable || rest < count || !isDay(rule.first_due_date)) return [];
  return scheduleOf(cents(rest), { count, firstDueOn: day(rule.first_due_date), every: rule.every });
}
