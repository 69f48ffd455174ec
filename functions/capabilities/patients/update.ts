/** Updates a patient. Refuses an outdated version instead of overwriting the newer one. */
import { refuseErased } from '../../domain/erasure.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller, Version } from '../ports/common.ts';
import type { PatientDetails } from '../ports/patients.ts';
import type { App } from '../ports.ts';
import { keptDetails } from './details.ts';

/** Refuses with `patient_unknown` (404), `patient_erased` (410) or `changed_meanwhile` (412). The audit names the fields, never their values. */
export async function changePatient(
  app: App,
  { id, version }: Version,
  typed: Partial<PatientDetails>,
  by: Caller,
): Promise<void> {
  const change = keptDetails(app, typed);
  await app.db.transaction(async (tx) => {
    const result = await tx.patients.update(id, change, version);
    if (result === 'erased') refuseErased();
    if (result === 'missing') refuseMissing('patient');
    if (result === 'stale')
      refuse('stale', 'changed_meanwhile', 'This patient was changed meanwhile. Reload it and try again.');
    await tx.audit.record(by, {
      action: 'update_patient',
      targetType: 'patient',
      targetId: id,
      details: { fields: Object.keys(change).sort() },
    });
  });
}
