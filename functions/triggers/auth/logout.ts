/** POST /api/v1/auth/logout */
import { signOut } from '../../capabilities/auth/sign-out.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../endpoint.ts';
import { Reply } from '../reply.ts';
import { noRefreshCookie } from './cookie.ts';

endpoint(auth.logout, async ({ app, caller }) => {
  await signOut(app, caller);
  return new Reply(undefined, {
    cookies: [noRefreshCookie(app.clinic.webUrl)],
    headers: { 'clear-site-data': '"cache", "storage"' },
  });
});
