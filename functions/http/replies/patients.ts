/** One patient as every endpoint answers it. */
import { possibleDuplicates } from '../../capabilities/patients/details.ts';
import type { App } from '../../capabilities/ports.ts';
import type { Patient } from '../../contracts/patients.ts';
import { requireFound } from '../../domain/not-found.ts';

/** Refuses `patient_unknown` (404). */
export async function readPatient(app: App, id: string): Promise<Patient> {
  const found = requireFound(await app.db.read.patients.get(id), 'patient');
  const textable = found.phone === null ? null : (app.phones.read(found.phone)?.textable ?? false);
  return { ...found, phone_textable: textable };
}

/** The same with those who may be the same person, for who has just saved it. */
export async function readSavedPatient(app: App, id: string) {
  const saved = await readPatient(app, id);
  return { ...saved, possible_duplicates: await possibleDuplicates(app.db.read, saved, id) };
}
