/** Inviting a member of staff: the link with which they choose their password goes to their address. */
import type { StaffRole } from '../../domain/access.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { notifyAdmins, notifying } from './notify.ts';

/** Refuses `email_taken` (409). */
export async function inviteStaff(
  app: App,
  wanted: { email: string; name: string; role: StaffRole },
  by: Caller,
): Promise<{ id: string }> {
  return notifying(app, by, async (tx, notify) => {
    const added = await tx.staff.add({ ...wanted, passwordHash: null });
    if (added === 'email_taken') {
      refuse('conflict', 'email_taken', 'This e-mail address is already registered.');
    }
    await notify(added.id, 'link');
    if (added.role === 'admin') await notifyAdmins(tx, notify, added.id);
    await tx.audit.record(by, {
      action: 'invite_staff',
      targetType: 'staff',
      targetId: added.id,
      details: { role: added.role },
    });
    return { id: added.id };
  });
}
