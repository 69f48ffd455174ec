/** Recording that a patient wants no reminders, or wants them again. */

import { refuseErased } from '../../domain/erasure.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Remembers that a patient wants no reminders, or wants them again. Refuses `patient_unknown` (404) and `patient_erased` (410). */
export async function declineReminders(
  app: App,
  patientId: string,
  declined: boolean,
  by: Caller,
): Promise<{ id: string }> {
  return app.db.transaction(async (tx) => {
    const known = await tx.reminders.decline(patientId, declined ? app.clock.now() : null);
    if (!known) {
      if (await tx.patients.get(patientId)) refuseErased();
      refuseMissing('patient');
    }
    await tx.audit.record(by, {
      action: declined ? 'decline_reminders' : 'accept_reminders',
      targetType: 'patient',
      targetId: patientId,
    });
    return { id: patientId };
  });
}
