/** GET /api/v1/auth/me */
import { auth } from '../../contracts/auth.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../endpoint.ts';

endpoint(auth.me, async ({ app, caller }) => {
  const staff =
    caller.actor.type === 'staff' ? await app.db.read.sessions.staffOf(caller.actor.sessionId) : undefined;
  return staff ?? refuse('unauthenticated', 'sign_in_needed', 'Sign in to do this.');
});
