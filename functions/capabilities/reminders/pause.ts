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
