import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Ends every session of the caller but the one that asks. */
export async function endOtherSessions(app: App, by: Caller): Promise<void> {
  const { actor } = by;
  if (actor.type !== 'staff') return;
  await app.db.transaction(async (tx) => {
    const ended = await tx.sessions.revokeAll(actor.id, 'ended_by_owner', actor.sessionId);
    await tx.audit.record(by, {
      action: 'end_other_sessions',
      targetType: 'staff',
      targetId: actor.id,
      details: { ended },
    });
  });
}
