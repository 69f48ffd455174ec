/** A request for a credit note ends without a decision: its requester withdraws it, or its invoice is cancelled. */
import { requireDecidableRequest } from '../../domain/credit-note-request.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { lockRequest } from './lock.ts';
import { recordRequest } from './record.ts';

/** Refuses `credit_note_request_unknown`, `credit_note_request_decided` and `credit_note_request_of_other`. */
export async function withdrawCreditNote(app: App, id: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const request = await lockRequest(tx, id);
    const staffId = by.actor.id;
    requireDecidableRequest(request, 'withdrawn', staffId);
    await tx.creditNoteRequests.decide(id, {
      status: 'withdrawn',
      staffId,
      reason: null,
      at: app.clock.now(),
    });
    await recordRequest(tx, by, 'withdraw_credit_note', request);
    return { id };
  });
}

/** Withdraws what is pending for an invoice that is cancelled; the caller has locked the invoice. */
export async function withdrawPendingRequest(
  tx: Stores,
  invoiceId: string,
  by: StaffCaller,
  at: Date,
): Promise<void> {
  const id = await tx.creditNoteRequests.pendingOf(invoiceId);
  const request = id === undefined ? undefined : await tx.creditNoteRequests.lock(id);
  if (!request) return;
  const staffId = by.actor.id;
  await tx.creditNoteRequests.decide(request.id, { status: 'withdrawn', staffId, reason: null, at });
  await recordRequest(tx, by, 'withdraw_credit_note', {
    ...request,
    more: { because: 'invoice_cancelled' },
  });
}
