/** Changing a draft. */

import { dayIn } from '../../domain/calendar.ts';
import { requireDraft, requireDueDate } from '../../domain/invoice.ts';
import { requireVersion } from '../../domain/refusal.ts';
import type { Caller, Version } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type InvoiceInput, inputOf, priced, requirePatient } from './draft.ts';

/** Changes a draft. What is not given stays. Refuses `invoice_not_draft` (409) and `changed_meanwhile` (412). */
export async function editDraft(
  app: App,
  { id, version }: Version,
  change: Partial<InvoiceInput>,
  by: Caller,
): Promise<void> {
  await app.db.transaction(async (tx) => {
    const current = await tx.invoices.require(id);
    requireDraft(current.status, 'edited');
    if (change.dueOn) requireDueDate(change.dueOn, dayIn(app.clinic.timeZone, app.clock.now()));
    requireVersion(version, current.version, 'This draft');
    if (change.patientId) await requirePatient(tx, change.patientId);
    await tx.invoices.replaceDraft(id, priced({ ...inputOf(current), ...change }));
    await tx.audit.record(by, {
      action: 'edit_invoice',
      targetType: 'invoice',
      targetId: id,
      details: { fields: Object.keys(change).sort() },
    });
  });
}
