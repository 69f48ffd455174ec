/** Enabling an account that was disabled. */

import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { recordGrant } from './grant.ts';
import { lockStaff } from './link.ts';
import { notifyAdmins, notifying } from './notify.ts';

/** The account works again, with the password that it had. */
export async function enableStaff(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    if (!account.disabled) return;
    await tx.staff.setDisabled(id, null);
    await notify(id, 'account_enabled');
    if (account.role === 'admin') await notifyAdmins(tx, notify, id);
    await recordGrant(app, tx, { staffId: id, kind: 'enabled' }, by);
    await tx.audit.record(by, { action: 'enable_staff', targetType: 'staff', targetId: id });
  });
}
