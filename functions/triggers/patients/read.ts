/** One patient as every endpoint answers it. */

import type { PatientView } from '../../capabilities/ports/patients.ts';
import type { App } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';

/** Refuses `patient_unknown` (404). */
export async function readPatient(app: App, id: string): Promise<PatientView> {
  const found = await app.db.read.patients.get(id);
  return found ?? refuse('missing', 'patient_unknown', 'There is no such patient.');
}
