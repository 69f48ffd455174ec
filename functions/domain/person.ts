/** What the clinic may record about a person. */
import type { Day } from './calendar.ts';
import { refuseField } from './refusal.ts';

/** What makes two records look like one person. */
export type Identity = { dob: string | null; email: string | null; phone: string | null };

/** Whether two patients of the same name may be one person: they share a birth date, an e-mail address or a phone. */
export const mayBeSamePerson = (a: Identity, b: Identity): boolean =>
  same(a.dob, b.dob) || same(a.phone, b.phone) || same(a.email?.toLowerCase(), b.email?.toLowerCase());

const same = (a: string | null | undefined, b: string | null | undefined): boolean =>
  typeof a === 'string' && a === b;

const BORN_LATER = 'The date of birth cannot be in the future.';

/** Refuses a date of birth after the clinic's day. */
export function requireBorn(dob: string | null | undefined, today: Day): void {
  if (dob && dob > today) refuseField('dob', 'in_the_future', BORN_LATER);
}
