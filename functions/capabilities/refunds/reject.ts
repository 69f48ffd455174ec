/** Rejecting a refund that was requested. */

import { requireFound } from '../../domain/not-found.ts';
import { requireDecidable } from '../../domain/refund.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Rejects, with the reason for the one who asked. Refuses `refund_unknown` and `refund_not_requested`. */
export async function rejectRefund(app: App, id: string, reason: string, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const refund = requireFound(await tx.refunds.lock(id), 'refund');
    requireDecidable(refund, 'rejected', {
      staffId: by.actor.id,
      selfApproval: app.clinic.refundSelfApproval,
    });
    await tx.refunds.decide(id, {
      status: 'rejected',
      staffId: by.actor.id,
      selfApproved: false,
      reason,
      at: app.clock.now(),
    });
    await tx.audit.record(by, {
      action: 'reject_refund',
      targetType: 'refund',
      targetId: id,
      details: { payment_id: refund.paymentId, amount_cents: refund.amountCents, reason },
    });
    return { id };
  });
}
