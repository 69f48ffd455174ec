/** Approving a credit note that a clerk requested. */
import { requireDecidableRequest } from '../../domain/credit-note-request.ts';
import { Refusal, refuse } from '../../domain/refusal.ts';
import { closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { bookCreditNote, type CreditNoteInput, lockCreditable } from '../invoices/credit-note.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedCreditNoteRequest } from '../ports/credit-note-requests.ts';
import type { App, Stores } from '../ports.ts';
import { requireEstablishedApprover } from '../staff/approver.ts';
import { findRequest, lockRequest } from './lock.ts';
import { recordRequest } from './record.ts';

/**
 * Approves the request and issues the credit note under its id. Refuses `credit_note_request_unknown`,
 * `credit_note_request_decided`, `credit_note_own_request`, who was let in lately as `requireEstablished`,
 * `credit_note_not_possible` (409) when the invoice changed so that it cannot be credited as requested, and
 * `payment_in_progress` when the patient has just paid online.
 */
export async function approveCreditNote(app: App, id: string, by: StaffCaller): Promise<Done> {
  const lock = (tx: Stores) => lockApprovable(app, tx, id, by);
  const { invoiceId } = await findRequest(app.db.read, id);
  const isClosing = await closePageFirst(app, invoiceId, by, lock);
  const approved = await commandTransaction(app, async (tx) => {
    const { request, parts } = await lock(tx);
    const at = app.clock.now();
    const staffId = by.actor.id;
    await tx.creditNoteRequests.decide(id, { status: 'issued', staffId, reason: null, at });
    const { closing, details } = await bookCreditNote(app, tx, { id, parts, reason: request.reason }, by);
    await recordRequest(tx, by, 'approve_credit_note', { ...request, more: details });
    return { id, closing };
  });
  if (approved.closing && !isClosing) await closeCheckoutNow(app, approved.closing);
  return approved;
}

async function lockApprovable(app: App, tx: Stores, id: string, by: StaffCaller) {
  const request = await lockRequest(tx, id);
  requireDecidableRequest(request, 'issued', by.actor.id);
  await requireEstablishedApprover(app, tx, by.actor.id, request.requestedBy);
  return { request, parts: await lockStillCreditable(tx, request) };
}

/** What was possible when it was requested may not be any more: payments, refunds and other credit notes came between. */
async function lockStillCreditable(tx: Stores, request: LockedCreditNoteRequest) {
  const { invoiceId, reason, lines, amountCents } = request;
  const of: CreditNoteInput['of'] = lines.length > 0 ? { lines } : { amountCents };
  try {
    return await lockCreditable(tx, { invoiceId, reason, of });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === 'invoice_archived') throw error;
    const why = error.fields[0]?.message ?? error.message;
    return refuse('conflict', 'credit_note_not_possible', `${why} Reject this request.`);
  }
}
