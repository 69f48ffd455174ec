/** How old a debt is: which bucket of the ageing report it falls into. */
import { type Day, daysBetween } from './calendar.ts';

export const AGEING_BUCKETS = [
  'not_due',
  'days_0_30',
  'days_31_60',
  'days_61_90',
  'days_over_90',
  'under_plan',
] as const;
export type AgeingBucket = (typeof AGEING_BUCKETS)[number];

/** The bucket of a debt by the days since it was due; what is due today is not yet late. */
export function ageingBucket(dueOn: Day, today: Day): AgeingBucket {
  const late = daysBetween(dueOn, today);
  if (late <= 0) return 'not_due';
  if (late <= 30) return 'days_0_30';
  if (late <= 60) return 'days_31_60';
  return late <= 90 ? 'days_61_90' : 'days_over_90';
}
