/** Stopping reminders: of one invoice, by staff; of all invoices of a patient who does not want them. */
import { refuseErased } from '../../domain/erasure.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Pauses or resumes the reminders of an invoice. Refuses `invoice_unknown` (404). */
export async function pauseReminders(
  app: App,
  invoiceId: string,
  paused: boolean,
  by: Caller,
): Promise<{ id: string }> {
  return app.db.transaction(async (tx) => {
    await tx.invoices.require(invoiceId);
    await tx.reminders.pause(invoiceId, paused ? app.clock.now() : null);
    await tx.audit.record(by, {
      action: paused ? 'pause_reminders' : 'resume_reminders',
      targetType: 'invoice',
      targetId: invoiceId,
    });
    return { id: invoiceId };
  });
}

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
