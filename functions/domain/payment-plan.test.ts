import { describe, expect, test } from 'vitest';
import { day } from './calendar.ts';
import { cents, ZERO } from './money.ts';
import {
  type PlanFacts,
  type PlanInterval,
  planStanding,
  requireSchedule,
  scheduleOf,
} from './payment-plan.ts';
import { Refusal } from './refusal.ts';

const RULES = { broken_after_days: 7, when_broken: 'remind' } as const;

describe('a schedule by rule', () => {
  test.each<[string, number, number, string, PlanInterval, [string, number][]]>([
    [
      'divides evenly',
      300_00,
      3,
      '2027-01-10',
      'month',
      [
        ['2027-01-10', 100_00],
        ['2027-02-10', 100_00],
        ['2027-03-10', 100_00],
      ],
    ],
    [
      'gives what is left of the division to the first',
      100_00,
      3,
      '2027-01-10',
      'month',
      [
        ['2027-01-10', 33_34],
        ['2027-02-10', 33_33],
        ['2027-03-10', 33_33],
      ],
    ],
    [
      'means the last day by the 31st',
      4,
      4,
      '2027-12-31',
      'month',
      [
        ['2027-12-31', 1],
        ['2028-01-31', 1],
        ['2028-02-29', 1],
        ['2028-03-31', 1],
      ],
    ],
    [
      'counts weeks',
      5,
      2,
      '2027-12-28',
      'week',
      [
        ['2027-12-28', 3],
        ['2028-01-04', 2],
      ],
    ],
    [
      'counts two weeks',
      5,
      2,
      '2027-12-28',
      'two_weeks',
      [
        ['2027-12-28', 3],
        ['2028-01-11', 2],
      ],
    ],
  ])('%s', (...[, amount, count, first, every, expected]) => {
    const made = scheduleOf(cents(amount), { count, firstDueOn: day(first), every });
    expect(made.map(({ dueOn, amountCents }) => [dueOn, amountCents])).toEqual(expected);
  });

  test('comes to the amount, whatever is divided by whatever', () => {
    for (let amount = 1; amount < 700; amount += 61)
      for (let count = 1; count <= 60; count++) {
        const made = scheduleOf(cents(amount), { count, firstDueOn: day('2027-01-31'), every: 'month' });
        expect(made.reduce((sum, { amountCents }) => sum + amountCents, 0)).toBe(amount);
        expect(new Set(made.map(({ dueOn }) => dueOn)).size).toBe(count);
      }
  });
});

describe('a schedule is refused', () => {
  const today = day('2027-01-10');
  test.each<[string, [string, number][], number, string, string]>([
    ['that comes to less', [['2027-02-01', 90]], 0, 'instalments', 'sum_differs'],
    ['that comes to more', [['2027-02-01', 110]], 0, 'instalments', 'sum_differs'],
    ['without instalments', [], 0, 'instalments', 'sum_differs'],
    ['that begins in the past', [['2027-01-09', 100]], 0, 'instalments.0.due_date', 'in_the_past'],
    [
      'with two on one day',
      [
        ['2027-02-01', 50],
        ['2027-02-01', 50],
      ],
      0,
      'instalments.1.due_date',
      'not_ascending',
    ],
    [
      'that goes back',
      [
        ['2027-02-02', 50],
        ['2027-02-01', 50],
      ],
      0,
      'instalments.1.due_date',
      'not_ascending',
    ],
    ['on the day of the down payment', [['2027-01-10', 60]], 40, 'instalments.0.due_date', 'not_ascending'],
    ['with a down payment of everything', [], 100, 'down_payment_cents', 'above_balance'],
  ])('%s', (...[, instalments, down, path, code]) => {
    const schedule = instalments.map(([dueOn, amount]) => ({
      dueOn: day(dueOn),
      amountCents: cents(amount),
    }));
    const debt = { owedCents: cents(100), downPaymentCents: cents(down), today };
    const refused = (() => {
      try {
        return requireSchedule(schedule, debt, 'instalments');
      } catch (error) {
        return error;
      }
    })();
    expect((refused as Refusal).fields).toEqual([expect.objectContaining({ path, code })]);
  });

  test('with more instalments than minor units', () => {
    const rule = { count: 3, firstDueOn: day('2027-02-01'), every: 'month' } as const;
    const debt = { owedCents: cents(2), downPaymentCents: ZERO, today };
    expect(() => requireSchedule(scheduleOf(cents(2), rule), debt, 'rule')).toThrow(Refusal);
  });
});

describe('where a plan stands', () => {
  const facts = (owed: number, more: Partial<PlanFacts> = {}): PlanFacts => ({
    instalments: ['2027-02-01', '2027-03-01', '2027-04-01'].map((dueOn) => ({
      dueOn: day(dueOn),
      amountCents: cents(100),
    })),
    owedCents: cents(owed),
    cancelled: false,
    balanceDue: false,
    ...more,
  });
  test.each<[string, PlanFacts, string, string, number[], string[]]>([
    ['nothing paid, nothing due', facts(300), '2027-01-15', 'active', [0, 0, 0], ['open', 'open', 'open']],
    ['due today is not late', facts(300), '2027-02-01', 'active', [0, 0, 0], ['open', 'open', 'open']],
    ['late within the days', facts(300), '2027-02-08', 'active', [0, 0, 0], ['late', 'open', 'open']],
    ['late by more', facts(300), '2027-02-09', 'broken', [0, 0, 0], ['late', 'open', 'open']],
    ['a part is paid', facts(270), '2027-01-15', 'active', [30, 0, 0], ['partly_received', 'open', 'open']],
    ['a part, late', facts(270), '2027-02-09', 'broken', [30, 0, 0], ['late', 'open', 'open']],
    [
      'paid early and double',
      facts(50),
      '2027-01-15',
      'active',
      [100, 100, 50],
      ['received', 'received', 'partly_received'],
    ],
    ['all paid', facts(0), '2027-05-15', 'completed', [100, 100, 100], ['received', 'received', 'received']],
    [
      'reopened by a refund',
      facts(100),
      '2027-04-20',
      'broken',
      [100, 100, 0],
      ['received', 'received', 'late'],
    ],
    [
      'cancelled',
      facts(300, { cancelled: true }),
      '2027-02-09',
      'cancelled',
      [0, 0, 0],
      ['late', 'open', 'open'],
    ],
    [
      'the balance was called due',
      facts(200, { balanceDue: true }),
      '2027-02-09',
      'broken',
      [100, 0, 0],
      ['received', 'open', 'open'],
    ],
    ['more is owed than planned', facts(340), '2027-01-15', 'active', [0, 0, 0], ['open', 'open', 'open']],
  ])('%s', (...[, given, today, state, received, states]) => {
    const standing = planStanding(given, RULES, day(today));
    expect(standing.state).toBe(state);
    expect(standing.instalments.map((each) => each.receivedCents)).toEqual(received);
    expect(standing.instalments.map((each) => each.state)).toEqual(states);
    // What is left of the instalments and what is beyond them is what is owed.
    const left = standing.instalments.reduce((sum, each) => sum + each.amountCents - each.receivedCents, 0);
    expect(left + standing.unplannedCents).toBe(given.owedCents);
  });
});
