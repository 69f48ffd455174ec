/** Making the link with which a patient sees and pays the whole account. */
import { refuseErased } from '../../domain/erasure.ts';
import { requireFound } from '../../domain/not-found.ts';
import { linkExpiry } from '../../domain/patient-link.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { AccountLink } from '../ports/links.ts';
import type { App } from '../ports.ts';

/** The link, which ends the patient's older ones. Refuses `patient_unknown` (404) and an erased patient. */
export async function createAccountLink(app: App, patientId: string, by: StaffCaller): Promise<AccountLink> {
  return app.db.transaction(async (tx) => {
    const patient = requireFound(await tx.patients.get(patientId), 'patient');
    if (patient.erased_at !== null) refuseErased();
    const now = app.clock.now();
    const link = await tx.links.addAccount(patientId, { now, expiresAt: linkExpiry('account', now) });
    await tx.audit.record(by, {
      action: 'create_account_link',
      targetType: 'patient',
      targetId: patientId,
      details: { link_id: link.id },
    });
    return link;
  });
}
