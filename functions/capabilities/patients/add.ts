/** Adding a patient. */

import type { Caller } from '../ports/common.ts';
import type { PatientDetails } from '../ports/patients.ts';
import type { App } from '../ports.ts';

/** Adds a patient and gives the id. */
export async function addPatient(app: App, details: PatientDetails, by: Caller): Promise<{ id: string }> {
  return app.db.transaction(async (tx) => {
    const id = await tx.patients.add(details);
    await tx.audit.record(by, { action: 'create_patient', targetType: 'patient', targetId: id });
    return { id };
  });
}
