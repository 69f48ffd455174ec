/** Who calls, and whether they may: read from the database at every request, so that a change bites at once. */
import type { HttpRequest } from '@azure/functions';
import type { Caller, StaffCaller } from '../capabilities/ports/common.ts';
import type { App } from '../capabilities/ports.ts';
import { bySystem } from '../capabilities/system-caller.ts';
import type { Route } from '../contracts/route.ts';
import { type Action, may, mayBeforeEnrolling } from '../domain/access.ts';
import { refuse } from '../domain/refusal.ts';
import { recordProbing } from './record-probing.ts';

type Trace = Pick<Caller, 'requestId' | 'address'>;

/** The caller of a route. Refuses 401 without a good token and 403 without the right, which is recorded. */
export async function authorised(
  app: App,
  route: Route,
  request: HttpRequest,
  trace: Trace,
): Promise<Caller> {
  if (route.who === 'anyone' || route.who === 'signed') return bySystem(trace.requestId, trace.address);
  const caller = await staffAllowed(app, route, request, { trace, action: route.who });
  if (caller) return caller;
  await recordRefusedToken(app, route, request, trace);
  return refuse('unauthenticated', 'sign_in_needed', 'Sign in to do this.');
}

/**
 * Returns the signed-in staff, if any. Refuses 403 `second_factor_required` to who must set one up first and
 * `not_allowed` to who has not the right; both are recorded.
 */
export async function staffAllowed(
  app: App,
  route: Route,
  request: HttpRequest,
  { trace, action }: { trace: Trace; action: Action },
): Promise<StaffCaller | undefined> {
  const signed = await signedIn(app, request, trace);
  if (!signed) return undefined;
  const { caller, mustEnrol } = signed;
  if (mustEnrol && !mayBeforeEnrolling(action)) {
    await recordRefusal(app, route, caller);
    refuse(
      'forbidden',
      'second_factor_required',
      'Your clinic requires two-factor authentication. Set it up first.',
    );
  }
  if (!may(caller.actor.role, action)) {
    await recordRefusal(app, route, caller);
    // Only here: who must set up a second factor first is searching for nothing.
    await recordProbing(app, route, caller);
    refuse('forbidden', 'not_allowed', 'Your role does not allow this. Ask an admin.');
  }
  return caller;
}

const recordRefusal = (app: App, route: Route, caller: Caller): Promise<void> =>
  app.db.read.audit.record(caller, {
    action: 'access_refused',
    targetType: 'operation',
    targetId: route.name,
    outcome: 'refused',
  });

/**
 * A token that was shown and does not count is recorded; so many per address, because everybody can send one and the
 * trail is kept permanently.
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

/** The staff behind the bearer token, if it is good and their session lives. */
async function signedIn(
  app: App,
  request: HttpRequest,
  trace: Trace,
): Promise<{ caller: StaffCaller; mustEnrol: boolean } | undefined> {
  const claimed = await claimedBy(app, request);
  const found = claimed && (await app.db.read.sessions.staffOf(claimed.sessionId, app.clock.now()));
  if (!found || found.staff.id !== claimed.staffId) return undefined;
  const { id, role } = found.staff;
  const { sessionId } = claimed;
  return { caller: { ...trace, actor: { type: 'staff', id, role, sessionId } }, mustEnrol: found.mustEnrol };
}

/** Whose session the bearer token names, if it is one of ours; whether the session lives is not known yet. */
export async function claimedBy(
  app: App,
  request: HttpRequest,
): Promise<{ staffId: string; sessionId: string } | undefined> {
  const token = /^Bearer ([A-Za-z0-9_.-]{1,2000})$/.exec(request.headers.get('authorization') ?? '')?.[1];
  return token ? await app.tokens.readAccessToken(token) : undefined;
}
