/** Rejecting a credit note that a clerk requested. */
import { requireDecidableRequest } from '../../domain/credit-note-request.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockRequest } from './lock.ts';
import { recordRequest } from './record.ts';

/** Rejects with a reason. Refuses `credit_note_request_unknown` and `credit_note_request_decided`. */
export async function rejectCreditNote(app: App, id: string, reason: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const request = await lockRequest(tx, id);
    const staffId = by.actor.id;
    requireDecidableRequest(request, 'rejected', staffId);
    await tx.creditNoteRequests.decide(id, { status: 'rejected', staffId, reason, at: app.clock.now() });
    await recordRequest(tx, by, 'reject_credit_note', { ...request, more: { decision_reason: reason } });
    return { id };
  });
}
