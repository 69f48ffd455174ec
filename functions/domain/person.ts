/** What the clinic may record about a person. */
import type { Day } from './calendar.ts';
import { refuseField } from './refusal.ts';

const BORN_LATER = 'The date of birth cannot be in the future.';

/** Refuses a date of birth after the clinic's day. */
export function requireBorn(dob: string | null | undefined, today: Day): void {
  if (dob && dob > today) refuseField('dob', 'in_the_future', BORN_LATER);
}
