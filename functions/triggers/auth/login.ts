/** POST /api/v1/auth/login */
import type { HttpRequest } from '@azure/functions';
import { signIn } from '../../capabilities/auth/login.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';
import { requireOwnPage } from '../../http/refresh-cookie.ts';
import { sessionReply } from '../../http/replies/auth.ts';

/** What the client calls itself, as far as a list may show it. */
const agentOf = (request: HttpRequest): string | null =>
  request.headers
    .get('user-agent')
    ?.replace(/[^\x20-\x7e]/g, '')
    .slice(0, 200) || null;

endpoint(auth.login, async ({ app, input, caller, request }) => {
  const { email, password, totp_code: code, token_delivery: delivery } = input;
  if (delivery === 'cookie') requireOwnPage(request, app.clinic.webUrl);
  return sessionReply(
    app,
    await signIn(app, { email, password, code, delivery, agent: agentOf(request) }, caller),
  );
});
