/** POST /api/v1/auth/logout */
import { signOut } from '../../capabilities/auth/logout.ts';
import { auth } from '../../contracts/auth.ts';
import { endpoint } from '../../http/endpoint.ts';
import { noRefreshCookie } from '../../http/refresh-cookie.ts';
import { Reply } from '../../http/reply.ts';

endpoint(auth.logout, async ({ app, caller }) => {
  await signOut(app, caller);
  return new Reply(undefined, {
    cookies: [noRefreshCookie(app.clinic.webUrl)],
    headers: { 'clear-site-data': '"cache", "storage"' },
  });
});
