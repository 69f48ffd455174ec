/** Checks a patient's form before it is saved: how the phone is read, and possible duplicates. */
import type { PatientDetails, StoredPatient } from '../ports/patients.ts';
import type { PhoneNumber } from '../ports/phones.ts';
import type { App } from '../ports.ts';
import { keptDetails, possibleDuplicates } from './details.ts';

export type PatientCheck = { phone: PhoneNumber | undefined; possibleDuplicates: StoredPatient[] };

/** Refuses what `keptDetails` refuses. Changes nothing. */
export async function checkPatient(
  app: App,
  typed: Partial<Pick<PatientDetails, 'name' | 'email' | 'phone' | 'dob'>>,
  ownId: string | undefined,
): Promise<PatientCheck> {
  const { name, email = null, phone = null, dob = null } = keptDetails(app, typed);
  return {
    phone: phone === null ? undefined : app.phones.read(phone),
    possibleDuplicates: name ? await possibleDuplicates(app.db.read, { name, email, phone, dob }, ownId) : [],
  };
}
