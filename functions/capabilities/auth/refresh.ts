/** A refresh token works once; one that comes back was stolen, and its whole session ends (decision 16). */
import { refuse } from '../../domain/refusal.ts';
import { isIdle, type SessionDelivery } from '../../domain/session.ts';
import { bySystem } from '../audit.ts';
import type { Caller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type SignedIn, withTokens } from './signIn.ts';

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
  const fresh = app.tokens.newRefreshToken();
  const result = await app.db.transaction(async (tx) => {
    const held = await tx.sessions.lockToken(app.tokens.hashRefreshToken(token.text));
    if (!held || held.delivery !== token.delivery) return undefined;
    if (held.revoked || held.disabled || held.expiresAt <= now || held.sessionExpiresAt <= now)
      return undefined;
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
    await tx.sessions.markUsed(held.tokenId, now);
    await tx.sessions.addToken({
      sessionId: held.sessionId,
      hash: fresh.hash,
      expiresAt: held.sessionExpiresAt,
    });
    return { held, security };
  });
  // Refused outside the transaction, because the revocation must stay.
  if (!result) refuse('unauthenticated', 'session_ended', 'Your session has ended. Sign in again.');
  return withTokens(app, result.held, { refreshToken: fresh.token, security: result.security, now });
}
