/** Changing the name or the role of a member of staff; it counts from the next request. */

import type { StaffRole } from '../../domain/access.ts';
import { requireVersion } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { recordGrant } from './grant.ts';
import { requireAnotherAdmin } from './last-admin.ts';
import { lockStaff } from './link.ts';
import { notifyAdmins, notifying } from './notify.ts';

/**
 * Refuses `staff_unknown` (404), `changed_meanwhile` (412), `last_admin` and, for one's own role, `own_account` (409).
 *
 * @param version that was read; undefined for any
 */
export async function changeStaff(
  app: App,
  { id, version }: { id: string; version: number | undefined },
  change: { name?: string; role?: StaffRole },
  by: Caller,
): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    const account = await lockStaff(tx, id);
    requireVersion(version, account.version, 'This account');
    if (change.role && change.role !== account.role) await requireAnotherAdmin(tx, account, by);
    await tx.staff.change(id, change);
    if (change.role && change.role !== account.role) await notify(id, 'role_changed');
    if (change.role === 'admin' && account.role !== 'admin') {
      await recordGrant(app, tx, { staffId: id, kind: 'role_changed' }, by);
      await notifyAdmins(tx, notify, id);
    }
    await tx.audit.record(by, {
      action: change.role && change.role !== account.role ? 'change_role' : 'change_staff',
      targetType: 'staff',
      targetId: id,
      details: {
        fields: Object.keys(change).sort(),
        ...(change.role && { from: account.role, to: change.role }),
      },
    });
  });
}
