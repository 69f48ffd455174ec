/** Who calls, and whether they may: read from the database at every request, so that a change bites at once. */
import type { HttpRequest } from '@azure/functions';
import { bySystem } from '../capabilities/audit.ts';
import type { Caller } from '../capabilities/ports/common.ts';
import type { App } from '../capabilities/ports.ts';
import type { Route } from '../contracts/route.ts';
import { may } from '../domain/access.ts';
import { refuse } from '../domain/refusal.ts';

type Trace = Pick<Caller, 'requestId' | 'address'>;

/** The caller of a route. Refuses 401 without a good token and 403 without the right, which is recorded. */
export async function authorised(
  app: App,
  route: Route,
  request: HttpRequest,
  trace: Trace,
): Promise<Caller> {
  if (route.who === 'anyone' || route.who === 'signed') return bySystem(trace.requestId, trace.address);
  const caller = await signedIn(app, request, trace);
  if (!caller) {
    await recordRefusedToken(app, route, request, trace);
    return refuse('unauthenticated', 'sign_in_needed', 'Sign in to do this.');
  }
  if (!may(caller.actor.role, route.who)) {
    await app.db.read.audit.record(caller, {
      action: 'access_refused',
      targetType: 'operation',
      targetId: route.name,
      outcome: 'refused',
    });
    refuse('forbidden', 'not_allowed', 'Your role does not allow this. Ask an admin.');
  }
  return caller;
}

/**
 * A token that was shown and does not count is recorded; so many per address, because everybody can send one and the
 * trail is kept for ever.
 */
async function recordRefusedToken(app: App, route: Route, request: HttpRequest, trace: Trace): Promise<void> {
  if (!request.headers.has('authorization')) return;
  if (!(await app.limits.take('refused_token', trace.address ?? 'unknown'))) return;
  await app.db.read.audit.record(bySystem(trace.requestId, trace.address), {
    action: 'token_refused',
    targetType: 'operation',
    targetId: route.name,
    outcome: 'refused',
  });
}

type StaffCaller = Caller & { actor: Extract<Caller['actor'], { type: 'staff' }> };

/** The staff behind the bearer token, if it is good and their session lives. */
export async function signedIn(
  app: App,
  request: HttpRequest,
  trace: Trace,
): Promise<StaffCaller | undefined> {
  const token = /^Bearer ([A-Za-z0-9_.-]{1,2000})$/.exec(request.headers.get('authorization') ?? '')?.[1];
  const claimed = token ? await app.tokens.readAccessToken(token) : undefined;
  const limits = { now: app.clock.now(), idleMinutes: app.clinic.sessionIdleMinutes };
  const staff = claimed ? await app.db.read.sessions.staffOf(claimed.sessionId, limits) : undefined;
  if (!claimed || !staff || staff.id !== claimed.staffId) return undefined;
  return { ...trace, actor: { type: 'staff', id: staff.id, role: staff.role, sessionId: claimed.sessionId } };
}

/** The id of the staff who calls; for routes that only staff may call. */
export function staffId(caller: Caller): string {
  if (caller.actor.type !== 'staff') throw new Error('Only staff reach this.');
  return caller.actor.id;
}
