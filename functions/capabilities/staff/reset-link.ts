/** A link for a member of staff who lost their password: it goes to their address on file, never to who asked. */
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockStaff, requireNotOwn } from './link.ts';
import { notifyAdmins, notifying } from './notify.ts';

/** Mails the link. Refuses `staff_unknown` (404), `own_account` and `staff_disabled` (409). */
export async function resetLink(app: App, staffId: string, by: Caller): Promise<void> {
  await notifying(app, by, async (tx, notify) => {
    requireNotOwn(staffId, by);
    const account = await lockStaff(tx, staffId);
    if (account.disabled) refuse('conflict', 'staff_disabled', 'This account is disabled. Enable it first.');
    await tx.staff.revokeLinks(staffId);
    await notify(staffId, 'link');
    if (account.role === 'admin') await notifyAdmins(tx, notify, staffId);
    await tx.audit.record(by, { action: 'create_reset_link', targetType: 'staff', targetId: staffId });
  });
}
