/** Accepts a discrepancy that staff have investigated: it is not raised again. */
import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `break_unknown` (404) and `break_settled` (409). */
export async function acceptDiscrepancy(app: App, id: string, note: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const found = requireFound(await tx.discrepancies.get(id), 'break');
    if (!(await tx.discrepancies.accept(id, by.actor.id, note, app.clock.now()))) {
      refuse('conflict', 'break_settled', 'This discrepancy is already resolved or accepted.');
    }
    await tx.audit.record(by, {
      action: 'accept_break',
      targetType: 'reconciliation_break',
      targetId: id,
      details: { class: found.class, object: found.object, note },
    });
    return { id };
  });
}
