/** POST /api/v1/auth/refresh */
import { refreshSession } from '../../capabilities/auth/refresh.ts';
import { auth } from '../../contracts/auth.ts';
import { refuse } from '../../domain/refusal.ts';
import { endpoint } from '../../http/endpoint.ts';
import { cookieToken, requireOwnPage } from '../../http/refresh-cookie.ts';
import { sessionReply } from '../../http/replies/auth.ts';

endpoint(auth.refresh, async ({ app, input, caller, request }) => {
  if (input.refresh_token !== undefined) {
    return sessionReply(
      app,
      await refreshSession(app, { text: input.refresh_token, delivery: 'body' }, caller),
    );
  }
  requireOwnPage(request, app.clinic.webUrl);
  const text = cookieToken(request, app.clinic.webUrl);
  if (!text) return refuse('unauthenticated', 'session_ended', 'Your session has ended. Sign in again.');
  return sessionReply(app, await refreshSession(app, { text, delivery: 'cookie' }, caller));
});
