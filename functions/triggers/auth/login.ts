/** POST /api/v1/auth/login */
import { signIn } from '../../capabilities/auth/signIn.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../endpoint.ts';
import { requireOwnPage } from './cookie.ts';
import { sessionReply } from './session.ts';

endpoint(auth.login, async ({ app, input, caller, request }) => {
  const { email, password, token_delivery: delivery } = input;
  if (delivery === 'cookie') requireOwnPage(request, app.clinic.webUrl);
  return sessionReply(app, await signIn(app, { email, password, delivery }, caller));
});
