/** Signing in: the same answer and a similar time for an unknown e-mail and a wrong password (decision 18). */
import type { StaffMember } from '../../contracts/auth.ts';
import { refuse } from '../../domain/refusal.ts';
import { mustEnrol, type SessionDelivery, sessionEnd } from '../../domain/session.ts';
import type { SecurityRules } from '../../domain/settings.ts';
import type { Caller } from '../ports/common.ts';
import type { StaffAccount } from '../ports/staff.ts';
import { ACCESS_TOKEN_SECONDS } from '../ports/tokens.ts';
import type { App } from '../ports.ts';
import { notifying } from '../staff/notify.ts';
import { bySystem } from '../system-caller.ts';
import { requireSecondFactor } from './reauthenticate.ts';

/** How long an address counts as known after a sign-in. */
const KNOWN_ADDRESS_DAYS = 30;
/** Stands for the account of an unknown e-mail, so that the same queries run. */
const UNKNOWN_ACCOUNT = '00000000-0000-0000-0000-000000000000';

export type SignedIn = {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  delivery: SessionDelivery;
  staff: StaffMember;
  /** The session may do nothing but set up a second factor. */
  mustEnrol: boolean;
  /** After so many minutes without a request, a browser's session ends. */
  idleMinutes: number;
};

export type Credentials = {
  email: string;
  password: string;
  /** Of the authenticator app, or a recovery code, for who has a second factor. */
  code?: string | undefined;
  delivery: SessionDelivery;
  /** What the client calls itself. */
  agent?: string | null;
};

/**
 * Opens a session. Refuses with `sign_in_failed`, `second_factor_needed`, `second_factor_wrong` (401) or
 * `too_many_requests` (429).
 */
export async function signIn(app: App, credentials: Credentials, by: Caller): Promise<SignedIn> {
  await app.limits.spend('sign_in_address', by.address ?? 'unknown');
  const found = await app.db.read.staff.byEmail(credentials.email);
  const bucket = await guessesOf(app, credentials.email, found?.id, by.address);
  await app.limits.spend('sign_in_account', bucket);
  await app.limits.spend('sign_in_account_hour', bucket);

  const right = await app.passwords.verify(credentials.password, found?.passwordHash ?? undefined);
  if (!found || !right || found.disabled) return refuseSignIn(app, found?.id, by);
  // Only guesses count: the owner of the password is never throttled by someone who guesses.
  await app.limits.restore('sign_in_account', bucket);
  await app.limits.restore('sign_in_account_hour', bucket);
  if (found.secondFactor?.confirmed) {
    if (!credentials.code) {
      refuse('unauthenticated', 'second_factor_needed', 'Enter the code of your authenticator app.');
    }
    await requireSecondFactor(app, found, credentials.code, by);
  }
  return openSession(app, found, credentials, by);
}

/**
 * Returns the key under which guesses are counted. A known address of the account has its own count, so that guesses
 * from elsewhere cannot lock the owner out.
 */
async function guessesOf(
  app: App,
  email: string,
  staffId: string | undefined,
  address: string | null,
): Promise<string> {
  const since = new Date(app.clock.now().getTime() - KNOWN_ADDRESS_DAYS * 24 * 3_600_000);
  const known = await app.db.read.sessions.knownAddress(
    staffId ?? UNKNOWN_ACCOUNT,
    address ?? 'unknown',
    since,
  );
  return known ? `${email.toLowerCase()} from ${address}` : email.toLowerCase();
}

async function refuseSignIn(app: App, staffId: string | undefined, by: Caller): Promise<never> {
  await app.db.read.audit.record(bySystem(by.requestId, by.address), {
    action: 'sign_in_failed',
    targetType: 'staff',
    targetId: staffId ?? null,
    outcome: 'refused',
  });
  return refuse('unauthenticated', 'sign_in_failed', 'Incorrect e-mail or password.');
}

async function openSession(
  app: App,
  { id, email, name, role, secondFactor }: StaffAccount,
  { delivery, agent = null }: Credentials,
  by: Caller,
): Promise<SignedIn> {
  const staff: StaffMember = { id, email, name, role };
  const now = app.clock.now();
  const refresh = app.tokens.newRefreshToken();
  const { security } = await app.db.read.settings.get();
  const sessionId = await notifying(app, by, async (tx, notify) => {
    const expiresAt = sessionEnd(delivery, now);
    const { address } = by;
    if (await tx.sessions.isNewDevice(id, { address, agent })) await notify(id, 'new_sign_in');
    const opened = await tx.sessions.open({ staffId: id, delivery, expiresAt, address, agent });
    await tx.sessions.addToken({ sessionId: opened, hash: refresh.hash, expiresAt });
    await tx.audit.record(
      { ...by, actor: { type: 'staff', id, role, sessionId: opened } },
      { action: 'sign_in', targetType: 'staff', targetId: id },
    );
    return opened;
  });
  const opened = { sessionId, staff, delivery, secondFactor: secondFactor?.confirmed ?? false };
  return withTokens(app, opened, { refreshToken: refresh.token, security, now });
}

/** The tokens of a new or refreshed session. */
export async function withTokens(
  app: App,
  session: { sessionId: string; staff: StaffMember; delivery: SessionDelivery; secondFactor: boolean },
  { refreshToken, security, now }: { refreshToken: string; security: SecurityRules; now: Date },
): Promise<SignedIn> {
  const { sessionId, staff, delivery, secondFactor } = session;
  return {
    accessToken: await app.tokens.accessToken(staff, sessionId, now),
    refreshToken,
    expiresIn: ACCESS_TOKEN_SECONDS,
    delivery,
    staff,
    mustEnrol: mustEnrol(secondFactor, security),
    idleMinutes: security.session_idle_minutes,
  };
}
