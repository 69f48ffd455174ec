/** Payment plans: the instalments of a debt, and what each has received of what was paid on the covered invoices. */
import { addDays, type Day, day } from './calendar.ts';
import { add, type Cents, cents, max, min, subtract, ZERO } from './money.ts';
import { refuse, refuseField } from './refusal.ts';
import { spread } from './totals.ts';

export const PLAN_INTERVALS = ['week', 'two_weeks', 'month'] as const;
export type PlanInterval = (typeof PLAN_INTERVALS)[number];

export const PLAN_STATES = ['active', 'completed', 'broken', 'cancelled'] as const;
export type PlanState = (typeof PLAN_STATES)[number];

export const INSTALMENT_STATES = ['open', 'partly_received', 'late', 'received'] as const;
export type InstalmentState = (typeof INSTALMENT_STATES)[number];

/** What follows when an instalment is missed by more than the clinic's days. */
export const PLAN_CONSEQUENCES = ['remind', 'pause', 'balance_due'] as const;
export type PlanConsequence = (typeof PLAN_CONSEQUENCES)[number];

export type PlanRules = {
  /** A plan is broken when an instalment is missed by more than these days. */
  broken_after_days: number;
  /** `remind`: reminders go on. `pause`: no reminders. `balance_due`: the invoices are due as before the plan. */
  when_broken: PlanConsequence;
};

export const INSTALMENTS_MAX = 60;

export type Instalment = { dueOn: Day; amountCents: Cents };
export type InstalmentRule = { count: number; firstDueOn: Day; every: PlanInterval };

/**
 * The instalments of an amount: equal parts, and what is left of the division goes to the first ones. A monthly one that
 * would be due on a day that its month does not have is due on the last day of the month.
 */
export function scheduleOf(amountCents: Cents, { count, firstDueOn, every }: InstalmentRule): Instalment[] {
  const parts = spread(
    amountCents,
    Array.from({ length: count }, () => amountCents),
  );
  return parts.map((part, index) => ({ dueOn: dueDay(firstDueOn, every, index), amountCents: part }));
}

function dueDay(first: Day, every: PlanInterval, index: number): Day {
  if (every === 'week') return addDays(first, 7 * index);
  if (every === 'two_weeks') return addDays(first, 14 * index);
  return monthsLater(first, index);
}

/** The same day so many months later; the last one of a month that has no such day. */
function monthsLater(from: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = from.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return day(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10));
}

export type PlannedDebt = { owedCents: Cents; downPaymentCents: Cents; today: Day };

/**
 * Refuses a schedule that does not come to the debt less the down payment, and dates that have passed or do not follow
 * each other, with the path of the first wrong field.
 */
export function requireSchedule(
  schedule: readonly Instalment[],
  { owedCents, downPaymentCents, today }: PlannedDebt,
  path: 'instalments' | 'rule',
): void {
  if (downPaymentCents >= owedCents) {
    refuseField('down_payment_cents', 'above_balance', 'The down payment must be less than what is owed.');
  }
  const planned = add(ZERO, ...schedule.map(({ amountCents }) => amountCents));
  if (planned !== subtract(owedCents, downPaymentCents)) {
    refuseField(path, 'sum_differs', 'The instalments do not come to what is owed less the down payment.');
  }
  schedule.forEach(({ dueOn, amountCents }, index) => {
    const at = (field: string) => (path === 'rule' ? `rule.${field}` : `instalments.${index}.${field}`);
    const dueField = path === 'rule' ? 'rule.first_due_date' : at('due_date');
    if (amountCents <= 0) {
      const message = 'Each instalment must be at least the smallest unit of the currency.';
      refuseField(path === 'rule' ? at('count') : at('amount_cents'), 'too_many', message);
    }
    if (dueOn < today) refuseField(dueField, 'in_the_past', 'An instalment cannot be due before today.');
    const before = schedule[index - 1]?.dueOn ?? (downPaymentCents > 0 ? today : undefined);
    if (before !== undefined && dueOn <= before) {
      refuseField(dueField, 'not_ascending', 'Each instalment must be due after the one before it.');
    }
  });
}

export type StandingInstalment = Instalment & { receivedCents: Cents; state: InstalmentState };
export type PlanFacts = {
  instalments: readonly Instalment[];
  /** What is owed on the covered invoices now. */
  owedCents: Cents;
  cancelled: boolean;
  /** The whole balance was called due because an instalment was missed. */
  balanceDue: boolean;
};
export type PlanStanding = {
  state: PlanState;
  instalments: StandingInstalment[];
  receivedCents: Cents;
  /** What is owed beyond the plan: a payment from before it was taken back. */
  unplannedCents: Cents;
  /** The index of the oldest instalment that is not received in full. */
  next: number | undefined;
  /** Since when an instalment is missed. */
  lateSince: Day | undefined;
};

/**
 * Where a plan stands. What is no longer owed on its invoices was received, and settles the oldest instalments first: so
 * early, double and partial payments need no booking of their own, and a refund reopens the instalment that was settled last.
 */
export function planStanding(facts: PlanFacts, rules: PlanRules, today: Day): PlanStanding {
  const { instalments, owedCents, cancelled, balanceDue } = facts;
  const planned = add(ZERO, ...instalments.map(({ amountCents }) => amountCents));
  const receivedCents = max(ZERO, cents(planned - owedCents));
  let left = receivedCents;
  const standing = instalments.map((instalment) => {
    const received = min(left, instalment.amountCents);
    left = subtract(left, received);
    return { ...instalment, receivedCents: received, state: instalmentState(instalment, received, today) };
  });
  const open = standing.findIndex(({ state }) => state !== 'received');
  const next = open < 0 ? undefined : open;
  const oldest = next === undefined ? undefined : standing[next];
  const lateSince = oldest?.state === 'late' ? oldest.dueOn : undefined;
  const broken =
    balanceDue || (lateSince !== undefined && addDays(lateSince, rules.broken_after_days) < today);
  const state = cancelled ? 'cancelled' : owedCents === 0 ? 'completed' : broken ? 'broken' : 'active';
  const unplannedCents = max(ZERO, cents(owedCents - planned));
  return { state, instalments: standing, receivedCents, unplannedCents, next, lateSince };
}

function instalmentState({ amountCents, dueOn }: Instalment, received: Cents, today: Day): InstalmentState {
  if (received >= amountCents) return 'received';
  if (dueOn < today) return 'late';
  return received > 0 ? 'partly_received' : 'open';
}

/** Refuses to change a plan that has ended. */
export function requireStandingPlan(state: PlanState): void {
  if (state === 'cancelled') refuse('conflict', 'plan_cancelled', 'This payment plan is canceled.');
}

/** Refuses to agree anew on a plan of which nothing is owed any more. */
export function requireOwedPlan(state: PlanState): void {
  requireStandingPlan(state);
  if (state === 'completed')
    refuse('conflict', 'nothing_owed', 'Nothing is owed under this payment plan any more.');
}
