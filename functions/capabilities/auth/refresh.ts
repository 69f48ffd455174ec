/** A refresh token works once; one that comes back was stolen, and its whole session ends (decision 16). */
import { refuse } from '../../domain/refusal.ts';
import { isIdle, type SessionDelivery } from '../../domain/session.ts';
import type { Caller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';
import { bySystem } from '../system-caller.ts';
import { type SignedIn, withTokens } from './login.ts';

/** For so long, a browser's token that is used a second time is taken for a second tab's. */
const TABS_MILLISECONDS = 5_000;

/** Exchanges a refresh token. Refuses with `session_ended` (401); a replayed token revokes its session first. */
export async function refreshSession(
  app: App,
  token: { text: string; delivery: SessionDelivery },
  by: Caller,
): Promise<SignedIn> {
  await app.limits.spend('refresh', by.address ?? 'unknown');
  const now = app.clock.now();
  const result = await app.db.transaction(async (tx) => {
    const held = await tx.sessions.lockToken(app.tokens.hashRefreshToken(token.text));
    if (!held || held.delivery !== token.delivery || isOver(held, now)) return undefined;
    // A browser that asks for new tokens by itself is not a person who is there.
    const { security } = await tx.settings.get();
    if (isIdle(held, now, security)) return undefined;
    // Two tabs of one browser share a cookie and may ask with it at the same moment.
    const together =
      held.delivery === 'cookie' && held.usedAt && now.getTime() - held.usedAt.getTime() < TABS_MILLISECONDS;
    if (held.usedAt && !together) {
      await tx.sessions.revoke(held.sessionId, 'refresh_token_replayed');
      await tx.audit.record(bySystem(by.requestId, by.address), {
        action: 'refresh_token_replayed',
        targetType: 'staff',
        targetId: held.staff.id,
        outcome: 'refused',
      });
      return undefined;
    }
    const fresh = held.usedAt
      ? await newestAfter(app, tx, token.text)
      : app.tokens.refreshSuccessor(token.text);
    if (!held.usedAt) {
      await tx.sessions.markUsed(held.tokenId, now);
      const { sessionId, sessionExpiresAt: expiresAt } = held;
      await tx.sessions.addToken({ sessionId, hash: fresh.hash, expiresAt });
    }
    return { held, security, refreshToken: fresh.token };
  });
  // Refused outside the transaction, because the revocation must stay.
  if (!result) refuse('unauthenticated', 'session_ended', 'Your session has ended. Sign in again.');
  const { held, security, refreshToken } = result;
  return withTokens(app, held, { refreshToken, security, now });
}

type Held = { revoked: boolean; disabled: boolean; expiresAt: Date; sessionExpiresAt: Date };

const isOver = (held: Held, now: Date): boolean =>
  held.revoked || held.disabled || held.expiresAt <= now || held.sessionExpiresAt <= now;

/** More refreshes than two tabs could make in the moment that is forgiven. */
const CHAIN_MAX = 50;

/** The one token of the session that is still unused: all who use a token at the same moment get the same one. */
async function newestAfter(app: App, tx: Stores, used: string): Promise<{ token: string; hash: Uint8Array }> {
  let next = app.tokens.refreshSuccessor(used);
  for (let count = 0; count < CHAIN_MAX; count++) {
    const known = await tx.sessions.lockToken(next.hash);
    if (!known?.usedAt) break;
    next = app.tokens.refreshSuccessor(next.token);
  }
  return next;
}
