import { expect, test } from 'vitest';
import { day } from './calendar.ts';
import { cents } from './money.ts';
import type { PlanConsequence } from './payment-plan.ts';
import { planTerms } from './payment-plan-terms.ts';

const terms = (when_broken: PlanConsequence) => ({
  clinicName: 'Harbor Clinic',
  currency: 'usd' as const,
  invoiceNumbers: ['CLINIC-202701-0001', 'CLINIC-202701-0002'],
  downPaymentCents: cents(50_00),
  feeCents: cents(10_00),
  instalments: [{ dueOn: day('2027-02-28'), amountCents: cents(100_00) }],
  owedCents: cents(150_00),
  rules: { broken_after_days: 7, when_broken },
});

test('the terms name every amount and date, in the language of the patient', () => {
  expect(planTerms('en', terms('balance_due')).split('\n').slice(1, 5)).toEqual([
    'This plan covers CLINIC-202701-0001, CLINIC-202701-0002. $150.00 is owed on them.',
    'A fee of $10.00 for the plan is included.',
    'Down payment, due today: $50.00',
    'Installment 1: $100.00, due February 28, 2027',
  ]);
  expect(planTerms('es', terms('balance_due'))).toContain('Cuota 1: $100.00, para el 28 de febrero de 2027');
});

test('the terms say what follows when an installment is missed', () => {
  const texts = (['remind', 'pause', 'balance_due'] as const).map((rule) => planTerms('en', terms(rule)));
  expect(new Set(texts).size).toBe(3);
  for (const text of texts) expect(text).toContain('more than 7 days late');
});
