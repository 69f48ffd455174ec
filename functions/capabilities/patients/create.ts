/** Adding a patient. */
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import type { PatientDetails } from '../ports/patients.ts';
import type { App } from '../ports.ts';
import { keptDetails, possibleDuplicates } from './details.ts';

/**
 * Adds a patient and gives the id. Refuses what `keptDetails` refuses; one who may be here already is added, and the
 * audit names the others.
 */
export async function addPatient(app: App, typed: PatientDetails, by: Caller): Promise<Done> {
  const details = keptDetails(app, typed);
  return commandTransaction(app, async (tx) => {
    const alike = await possibleDuplicates(tx, details);
    const id = await tx.patients.add(details);
    await tx.audit.record(by, {
      action: 'create_patient',
      targetType: 'patient',
      targetId: id,
      ...(alike.length > 0 && { details: { possible_duplicates: alike.map((other) => other.id) } }),
    });
    return { id };
  });
}
