/** Inviting a member of staff: they choose their own password, with a link that works once. */
import type { StaffRole } from '../../domain/access.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { giveLink, lockStaff, type OneTimeLink } from './link.ts';

/** Refuses `email_taken` (409). */
export async function inviteStaff(
  app: App,
  wanted: { email: string; name: string; role: StaffRole },
  by: Caller,
): Promise<{ id: string; link: OneTimeLink }> {
  return app.db.transaction(async (tx) => {
    const added = await tx.staff.add({ ...wanted, passwordHash: null });
    if (added === 'email_taken') {
      refuse('conflict', 'email_taken', 'Somebody with this e-mail address is registered.');
    }
    const link = await giveLink(app, tx, await lockStaff(tx, added.id), by);
    await tx.audit.record(by, {
      action: 'invite_staff',
      targetType: 'staff',
      targetId: added.id,
      details: { role: added.role },
    });
    return { id: added.id, link };
  });
}
