/** Removing the second factor of a member of staff who lost their phone. */

import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { recordGrant } from './grant.ts';
import { lockStaff, requireNotOwn } from './link.ts';
import { notifyAdmins, notifying } from './notify.ts';

/** For a member of staff who lost their phone: they sign in with the password alone again. Refuses `own_account` (409). */
export async function removeSecondFactor(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    requireNotOwn(id, by);
    const account = await lockStaff(tx, id);
    await notify(id, 'second_factor_removed');
    if (account.role === 'admin') await notifyAdmins(tx, notify, id);
    await tx.staff.setSecondFactor(id, null);
    await recordGrant(app, tx, { staffId: id, kind: 'second_factor_removed' }, by);
    await tx.staff.setRecoveryCodes(id, []);
    await tx.sessions.revokeAll(id, 'second_factor_removed');
    await tx.audit.record(by, { action: 'remove_second_factor', targetType: 'staff', targetId: id });
  });
}
