/** Ending a session: one’s own on another machine, or as an admin anybody’s. */

import { may } from '../../domain/access.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `session_unknown` (404), also for another user's session when the caller is not an admin. */
export async function endSession(app: App, id: string, by: Caller): Promise<void> {
  const { actor } = by;
  if (actor.type !== 'staff') return;
  await app.db.transaction(async (tx) => {
    const staffId = await tx.sessions.ownerOf(id);
    if (!staffId || (staffId !== actor.id && !may(actor.role, 'staff.manage'))) {
      refuseMissing('session');
    }
    await tx.sessions.revoke(id, staffId === actor.id ? 'ended_by_owner' : 'ended_by_admin');
    await tx.audit.record(by, {
      action: 'end_session',
      targetType: 'staff',
      targetId: staffId,
      details: { session_id: id },
    });
  });
}
