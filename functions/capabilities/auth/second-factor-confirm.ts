/** Turning a second factor on, once a code has shown that the authenticator app has it. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { notifying } from '../staff/notify.ts';
import { ownAccount } from './me.ts';
import { requireSecondFactor } from './reauthenticate.ts';

/**
 * Turns it on and returns the recovery codes, which are shown only once. Sessions elsewhere end: they were opened with the
 * password alone. Refuses `second_factor_wrong` (403).
 */
export async function confirmSecondFactor(app: App, code: string, by: Caller): Promise<string[]> {
  const account = await ownAccount(app, by);
  if (!account.secondFactor || account.secondFactor.confirmed) {
    refuse('conflict', 'second_factor_not_offered', 'Set up two-factor authentication first.');
  }
  await requireSecondFactor(app, account, code, by);
  const codes = app.secondFactors.newRecoveryCodes();
  await notifying(app, by, async (tx, notify) => {
    await notify(account.id, 'second_factor_added');
    await tx.staff.confirmSecondFactor(account.id, app.clock.now());
    await tx.staff.setRecoveryCodes(
      account.id,
      codes.map((each) => each.hash),
    );
    const kept = by.actor.type === 'staff' ? by.actor.sessionId : undefined;
    await tx.sessions.revokeAll(account.id, 'second_factor_added', kept);
    await tx.audit.record(by, { action: 'add_second_factor', targetType: 'staff', targetId: account.id });
  });
  return codes.map((each) => each.code);
}
