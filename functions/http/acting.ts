/** The database as a member of staff acts on it: proven where the route demands it, and with the rights of the moment. */
import { createHash } from 'node:crypto';
import { useRequestProof } from '../capabilities/auth/step-up.ts';
import type { Caller } from '../capabilities/ports/common.ts';
import type { App, Database, Stores } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';
import { type Action, may } from '../domain/access.ts';
import { Refusal, refuse } from '../domain/refusal.ts';

type Acting = { route: Route; action: Action; caller: Caller; request: string };

/** What a request is, for a proof that allows only this one: its operation, path and body. */
export const requestFingerprint = (route: Route, url: string, body: string): string =>
  createHash('sha256')
    .update(JSON.stringify([route.name, new URL(url).pathname, body]))
    .digest('hex');

/**
 * Wraps every transaction of a request. A proof for the request is used up first, in the transaction itself. After the
 * work the session and the role are read again and held until the commit: whoever was disabled, demoted or signed out
 * while the work waited for a lock gets 403, and nothing of it stays.
 */
export function actingDatabase(app: App, db: Database, acting: Acting): Database {
  let proven = acting.route.proof !== 'request';
  return {
    ...db,
    async transaction(work, subject, group) {
      const rightful: typeof work = async (tx) => {
        if (!proven) await useRequestProof(app, tx, acting.request, acting.caller);
        const done = await work(tx);
        if (!acting.route.endsOwnSession) await requireRightsStill(app, tx, acting);
        return done;
      };
      try {
        const result = await db.transaction(rightful, subject, group);
        proven = true;
        return result;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'rights_ended') await recordRefusal(db, acting);
        throw error;
      }
    },
  };
}

async function requireRightsStill(app: App, tx: Stores, { caller, action }: Acting): Promise<void> {
  if (caller.actor.type !== 'staff') return;
  const role = await tx.sessions.lockActor(caller.actor.sessionId, app.clock.now());
  if (role !== undefined && may(role, action)) return;
  refuse('forbidden', 'rights_ended', 'Your access ended before this was done, so nothing was changed.');
}

const recordRefusal = (db: Database, { caller, route }: Acting): Promise<void> =>
  db.read.audit.record(caller, {
    action: 'access_refused',
    targetType: 'operation',
    targetId: route.name,
    outcome: 'refused',
  });
