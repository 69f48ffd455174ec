/** Changing a draft. */

import { dayIn } from '../../domain/calendar.ts';
import { requireDraft, requireDueDate } from '../../domain/invoice.ts';
import { requireVersion } from '../../domain/refusal.ts';
import type { Caller, Version } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type InvoiceInput, inputOf, priced, requirePatient } from './draft.ts';
import { listedOverrides } from './listed-prices.ts';

/** Changes a draft. What is not given stays. Refuses `invoice_not_draft` (409) and `changed_meanwhile` (412). */
export async function editDraft(
  app: App,
  { id, version }: Version,
  change: Partial<InvoiceInput>,
  by: Caller,
): Promise<void> {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  await app.db.transaction(async (tx) => {
    const current = await tx.invoices.require(id);
    requireDraft(current.status, 'edited');
    if (change.dueOn) requireDueDate(change.dueOn, today);
    requireVersion(version, current.version, 'This draft');
    if (change.patientId) await requirePatient(tx, change.patientId);
    const draft = priced({ ...inputOf(current), ...change });
    const overrides = await listedOverrides(tx, draft, { today, before: current });
    await tx.invoices.replaceDraft(id, draft);
    await tx.audit.record(by, {
      action: 'edit_invoice',
      targetType: 'invoice',
      targetId: id,
      details: {
        fields: Object.keys(change).sort(),
        ...(overrides.length > 0 && { price_overrides: overrides }),
      },
    });
  });
}
