/** Turning one’s own second factor off. */

import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { notifying } from '../staff/notify.ts';
import { type Proof, provedTwice } from './reauthenticate.ts';

/**
 * Turns it off. Refuses `password_wrong` (403), `second_factor_wrong` (403), and `second_factor_required` (409) where
 * the clinic requires one.
 */
export async function dropSecondFactor(app: App, proof: Proof, by: Caller): Promise<void> {
  const account = await provedTwice(app, proof, by);
  await notifying(app, by, async (tx, notify) => {
    await notify(account.id, 'second_factor_removed');
    const { security } = await tx.settings.get();
    if (security.second_factor === 'required') {
      refuse('conflict', 'second_factor_required', 'Your clinic requires two-factor authentication.');
    }
    await tx.staff.setSecondFactor(account.id, null);
    await tx.staff.setRecoveryCodes(account.id, []);
    await tx.audit.record(by, { action: 'drop_second_factor', targetType: 'staff', targetId: account.id });
  });
}
