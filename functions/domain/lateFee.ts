/** Fees for lateness: off unless the clinic wants them, one for each stretch of lateness, never a fee on a fee. */
import { addDays, type Day, daysBetween } from './calendar.ts';
import { type Cents, cents, share } from './money.ts';

export type LateFeeRule = {
  enabled: boolean;
  kind: 'fixed' | 'percent';
  amount_cents: number;
  /** Of what is still owed, for `percent`. */
  basis_points: number;
  /** Days after the due date before the first fee. */
  grace_days: number;
  /** One fee for each of these many days of lateness. */
  every_days: number;
  max_periods: number;
};

/** The stretch of lateness that today falls in, counted from 1; 0 while the patient has grace, or after the last. */
export function lateFeePeriod(rule: LateFeeRule, dueOn: Day, today: Day): number {
  const late = daysBetween(addDays(dueOn, rule.grace_days), today);
  if (!rule.enabled || late < 1) return 0;
  const period = Math.ceil(late / rule.every_days);
  return period <= rule.max_periods ? period : 0;
}

/** What the fee for one stretch comes to; zero when a percentage of so little is less than half a cent. */
export const lateFeeAmount = (rule: LateFeeRule, balanceCents: Cents): Cents =>
  rule.kind === 'fixed' ? cents(rule.amount_cents) : share(balanceCents, rule.basis_points);
