/** Signing out ends the session at once: its access token and its refresh token are refused from now on. */

import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';

export async function signOut(app: App, by: Caller): Promise<void> {
  const { actor } = by;
  if (actor.type !== 'staff') return;
  await app.db.transaction(async (tx) => {
    await tx.sessions.revoke(actor.sessionId, 'signed_out');
    await tx.audit.record(by, { action: 'sign_out', targetType: 'staff', targetId: actor.id });
  });
}
