/** Rejecting a pay-out of credit that another admin requested. */

import { requireDecidablePayout } from '../../domain/credit-payout.ts';
import { commandTransaction, type Done } from '../command.ts';
import { recordPayout } from '../patients/credit-refund-offline.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockPayout } from './lock.ts';

/** Rejects with a reason; the credit is free again. Refuses `payout_unknown` and `payout_not_requested`. */
export async function rejectPayout(app: App, id: string, reason: string, by: StaffCaller): Promise<Done> {
  const staffId = by.actor.id;
  return commandTransaction(app, async (tx) => {
    const payout = await lockPayout(tx, id);
    requireDecidablePayout(payout, 'rejected', { staffId, alone: false });
    const at = app.clock.now();
    await tx.creditPayouts.decide(id, { status: 'rejected', staffId, selfApproved: false, reason, at });
    await recordPayout(tx, by, { action: 'reject_credit_payout', reason }, payout);
    return { id };
  });
}
