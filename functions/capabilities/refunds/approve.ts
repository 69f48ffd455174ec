/** Approves a refund that another member of staff requested. */

import { refuseMissing } from '../../domain/not-found.ts';
import { requireApprovable, requireDecidable } from '../../domain/refund.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { requireEstablishedApprover } from '../staff/approver.ts';
import { lockRefundable } from './lock.ts';

/**
 * Approves; the refund is made from the queue. Refuses `refund_unknown`, `refund_not_requested`, `refund_own_request`,
 * who was let in lately as `requireEstablished`, `payment_disputed`, and `invoice_given_back` when its money went back another way meanwhile.
 */
export async function approveRefund(app: App, id: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const seen = await tx.refunds.get(id);
    const payment = seen && (await lockRefundable(tx, seen.payment_id));
    const refund = await tx.refunds.lock(id);
    if (!refund || !payment) return refuseMissing('refund');
    const own = requireDecidable(refund, 'approved', {
      staffId: by.actor.id,
      selfApproval: app.clinic.refundSelfApproval,
    });
    await requireEstablishedApprover(app, tx, by.actor.id, refund.requestedBy);
    requireApprovable(payment, { status: refund.status, shares: await tx.refunds.shares(id) });
    await tx.refunds.decide(id, {
      status: 'approved',
      staffId: by.actor.id,
      selfApproved: own,
      reason: null,
      at: app.clock.now(),
    });
    await tx.audit.record(by, {
      action: 'approve_refund',
      targetType: 'refund',
      targetId: id,
      details: { payment_id: refund.paymentId, amount_cents: refund.amountCents, self_approved: own },
    });
    await tx.outbox.add('execute_refund', id, by.requestId);
    return { id };
  });
}
