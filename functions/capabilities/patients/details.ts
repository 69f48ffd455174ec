/** Validates the details of a patient before they are stored, and finds possible duplicates. */
import { dayIn } from '../../domain/calendar.ts';
import { type Identity, mayBeSamePerson, requireBorn } from '../../domain/person.ts';
import { refuseField } from '../../domain/refusal.ts';
import type { PatientDetails, StoredPatient } from '../ports/patients.ts';
import type { App, Stores } from '../ports.ts';

/**
 * The details as they are kept: a phone number in its E.164 form. Refuses a date of birth after the clinic's day (`dob`)
 * and what can be no phone number (`phone`).
 */
export function keptDetails<Details extends Partial<PatientDetails>>(app: App, details: Details): Details {
  requireBorn(details.dob, dayIn(app.clinic.timeZone, app.clock.now()));
  if (!details.phone) return details;
  const phone = app.phones.read(details.phone);
  if (!phone) {
    return refuseField(
      'phone',
      'phone_invalid',
      'This is not a phone number. Enter it with its area code, or with + and the country code; write an extension in the notes.',
    );
  }
  return { ...details, phone: phone.e164 };
}

/** Other patients of the same name with the same birth date, e-mail address or phone. Being alike is no refusal. */
export async function possibleDuplicates(
  tx: Pick<Stores, 'patients'>,
  person: Identity & { name: string },
  ownId?: string,
): Promise<StoredPatient[]> {
  const namesakes = await tx.patients.namesakes(person.name);
  return namesakes.filter((other) => other.id !== ownId && mayBeSamePerson(person, other));
}
