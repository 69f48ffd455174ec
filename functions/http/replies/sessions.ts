/** The sessions of a member of staff, as its owner and an admin see them. */

import type { Caller } from '../../capabilities/ports/common.ts';
import type { App } from '../../capabilities/ports.ts';

export async function sessionViews(app: App, staffId: string, { actor }: Caller) {
  const sessions = await app.db.read.sessions.list(staffId, app.clock.now());
  const own = actor.type === 'staff' ? actor.sessionId : undefined;
  return { data: sessions.map((session) => ({ ...session, current: session.id === own })) };
}
