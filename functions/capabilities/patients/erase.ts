/** Erasing a patient: their key is destroyed and their name replaced; books, numbers and audit stay as they are. */
import { dayIn } from '../../domain/calendar.ts';
import { requireErasable } from '../../domain/erasure.ts';
import { requireFound } from '../../domain/not-found.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `patient_unknown` (404), and as `requireErasable` says. */
export async function erasePatient(
  app: App,
  id: string,
  overrideReason: string | undefined,
  by: Caller,
): Promise<void> {
  const { timeZone } = app.clinic;
  await app.db.transaction(async (tx) => {
    const standing = requireFound(await tx.patients.lockStanding(id, timeZone), 'patient');
    const { retention } = await tx.settings.get();
    requireErasable(standing, {
      today: dayIn(timeZone, app.clock.now()),
      keptYears: retention.years.patient_records,
      onHold: retention.hold_everything || retention.hold_patients.includes(id),
      overrideReason,
    });
    await tx.patients.erase(id, app.clock.now());
    await tx.audit.record(by, {
      action: 'erase_patient',
      targetType: 'patient',
      targetId: id,
      details: { before_retention: overrideReason !== undefined, reason: overrideReason ?? null },
    });
  });
}
