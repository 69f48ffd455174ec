import { requireDraft } from '../../domain/invoice.ts';
import { requireVersion } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Deletes a draft; nothing that was ever issued is deleted. Refuses `invoice_not_draft` and `changed_meanwhile`. */
export async function removeDraft(app: App, id: string, by: Caller, version?: number): Promise<void> {
  await app.db.transaction(async (tx) => {
    const current = await tx.invoices.require(id);
    requireDraft(current.status, 'deleted');
    requireVersion(version, current.version, 'This draft');
    await tx.invoices.removeDraft(id);
    await tx.audit.record(by, { action: 'delete_invoice', targetType: 'invoice', targetId: id });
  });
}
