/** Adding a patient. */
import { dayIn } from '../../domain/calendar.ts';
import { requireBorn } from '../../domain/person.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientDetails } from '../ports/patients.ts';
import type { App } from '../ports.ts';

/** Adds a patient and gives the id. Refuses a date of birth after the clinic's day. */
export async function addPatient(app: App, details: PatientDetails, by: Caller): Promise<{ id: string }> {
  requireBorn(details.dob, dayIn(app.clinic.timeZone, app.clock.now()));
  return app.db.transaction(async (tx) => {
    const id = await tx.patients.add(details);
    await tx.audit.record(by, { action: 'create_patient', targetType: 'patient', targetId: id });
    return { id };
  });
}
