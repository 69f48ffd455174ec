/** Signing in: the same answer and a similar time for an unknown e-mail and a wrong password (decision 18). */
import { refuse } from '../../domain/refusal.ts';
import { bySystem } from '../audit.ts';
import {
  ACCESS_TOKEN_SECONDS,
  type App,
  type Caller,
  type SessionDelivery,
  type StaffMember,
} from '../ports.ts';

const REFRESH_DAYS = 14;
const SESSION_HOURS = 12;

export type SignedIn = {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
  delivery: SessionDelivery;
  staff: StaffMember;
};

/** Opens a session. Refuses with `sign_in_failed` (401) or `too_many_requests` (429). */
export async function signIn(
  app: App,
  credentials: { email: string; password: string; delivery: SessionDelivery },
  by: Caller,
): Promise<SignedIn> {
  await app.limits.spend('sign_in_address', by.address ?? 'unknown');
  await app.limits.spend('sign_in_account', credentials.email.toLowerCase());

  const found = await app.db.read.staff.byEmail(credentials.email);
  const right = await app.passwords.verify(credentials.password, found?.passwordHash);
  if (!found || !right || found.disabled) {
    await app.db.read.audit.record(bySystem(by.requestId, by.address), {
      action: 'sign_in_failed',
      targetType: 'staff',
      targetId: found?.id ?? null,
      outcome: 'refused',
    });
    refuse('unauthenticated', 'sign_in_failed', 'E-mail or password is not right.');
  }

  // Only guesses count: who knows the password is never throttled by somebody who does not, for longer than a minute.
  await app.limits.restore('sign_in_account', credentials.email.toLowerCase());
  const { id, email, name, role } = found;
  const staff: StaffMember = { id, email, name, role };
  const now = app.clock.now();
  const refresh = app.tokens.newRefreshToken();
  const sessionId = await app.db.transaction(async (tx) => {
    const expiresAt = sessionEnd(credentials.delivery, now);
    const opened = await tx.sessions.open({ staffId: id, delivery: credentials.delivery, expiresAt });
    await tx.sessions.addToken({ sessionId: opened, hash: refresh.hash, expiresAt });
    await tx.audit.record(
      { ...by, actor: { type: 'staff', id, role, sessionId: opened } },
      { action: 'sign_in', targetType: 'staff', targetId: id },
    );
    return opened;
  });
  return {
    accessToken: await app.tokens.accessToken(staff, sessionId, now),
    refreshToken: refresh.token,
    expiresIn: ACCESS_TOKEN_SECONDS,
    delivery: credentials.delivery,
    staff,
  };
}

/** A browser at a desk is signed out after a working day; a program's session lives as long as its refresh token. */
const sessionEnd = (delivery: SessionDelivery, now: Date): Date =>
  new Date(now.getTime() + (delivery === 'cookie' ? SESSION_HOURS : REFRESH_DAYS * 24) * 3_600_000);
