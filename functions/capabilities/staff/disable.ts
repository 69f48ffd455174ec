/** Disabling an account: nobody signs in with it, and its sessions end. */

import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockStaff } from './link.ts';
import { notifying } from './notify.ts';
import { requireOthersDoing } from './last-admin.ts';

/** Nobody signs in with the account any more, and whoever is signed in is out. Refuses as `changeStaff`. */
export async function disableStaff(app: App, id: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    if (account.disabled) return;
    await requireOthersDoing(tx, account, by);
    await notify(id, 'account_disabled');
    await tx.staff.setDisabled(id, app.clock.now());
    await tx.staff.revokeLinks(id);
    await tx.sessions.revokeAll(id, 'disabled');
    await tx.audit.record(by, { action: 'disable_staff', targetType: 'staff', targetId: id });
  });
}
