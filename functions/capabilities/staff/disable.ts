/** Disables an account: it can no longer sign in, and its sessions end. */

import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { requireAnotherAdmin } from './last-admin.ts';
import { lockStaff } from './link.ts';
import { notifying } from './notify.ts';

/** Disables sign-in with the account and ends its sessions. Refuses as `changeStaff`. */
export async function disableStaff(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    if (account.disabled) return;
    await requireAnotherAdmin(tx, account, by);
    await notify(id, 'account_disabled');
    await tx.staff.setDisabled(id, app.clock.now());
    await tx.staff.revokeLinks(id);
    await tx.sessions.revokeAll(id, 'disabled');
    await tx.audit.record(by, { action: 'disable_staff', targetType: 'staff', targetId: id });
  });
}
