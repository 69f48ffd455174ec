/** Approving a pay-out of credit that another admin requested. */

import { requireDecidablePayout } from '../../domain/credit-payout.ts';
import { commandTransaction, type Done } from '../command.ts';
import { bookPayout, recordPayout, requirePayable } from '../patients/credit-refund-offline.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { approvesAlone, requireEstablishedApprover } from '../staff/approver.ts';
import { lockPayout } from './lock.ts';

/**
 * Approves and books the pay-out. Refuses `payout_unknown`, `payout_not_requested`, `payout_own_request`, who was let in
 * lately as `requireEstablished`, and `no_credit`, `above_credit` or `credit_reserved` when the credit left meanwhile.
 */
export async function approvePayout(app: App, id: string, by: StaffCaller): Promise<Done> {
  const staffId = by.actor.id;
  return commandTransaction(app, async (tx) => {
    const payout = await lockPayout(tx, id);
    const alone = await approvesAlone(app, tx, staffId);
    const own = requireDecidablePayout(payout, 'paid', { staffId, alone });
    await requireEstablishedApprover(app, tx, staffId, payout.requestedBy);
    const at = app.clock.now();
    // It reserves nothing from here on: what is free now is what it may take.
    await tx.creditPayouts.decide(id, { status: 'paid', staffId, selfApproved: own, reason: null, at });
    await requirePayable(tx, payout);
    await bookPayout(tx, payout, staffId, at);
    await recordPayout(tx, by, { action: 'approve_credit_payout', self_approved: own }, payout);
    return { id };
  });
}
