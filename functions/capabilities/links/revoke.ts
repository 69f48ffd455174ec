/** Revoking a patient link: whoever has it sees nothing any more. */
import { requireFound } from '../../domain/not-found.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `link_unknown` (404). Revoking twice is the same as once. */
export async function revokeLink(app: App, id: string, by: Caller): Promise<void> {
  await app.db.transaction(async (tx) => {
    const link = requireFound(await tx.links.get(id), 'link');
    if (!(await tx.links.revoke(id, app.clock.now()))) return;
    await tx.audit.record(by, {
      action: 'revoke_link',
      ...(link.invoiceId === null
        ? { targetType: 'patient', targetId: link.patientId }
        : { targetType: 'invoice', targetId: link.invoiceId }),
      details: { link_id: id, purpose: link.purpose },
    });
  });
}
