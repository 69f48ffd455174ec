/**
 * The routes by which people come in and go out. Like those of a patient's link, they are written out and their replies
 * taken as they come, so that the sign-in page need not load the validator; a test holds them to the contracts.
 */
import type { auth } from '../../../functions/contracts/auth.ts';
import type { CallableRoute } from '../api/client.ts';

export type SessionRoutes = Pick<typeof auth, 'login' | 'refresh' | 'logout' | 'register' | 'me' | 'reset'>;

const reply: CallableRoute['reply'] = { safeParse: (data) => ({ success: true, data }) };

export const sessionRoutes: Record<keyof SessionRoutes, CallableRoute> = {
  login: { name: 'auth-login', method: 'POST', path: 'v1/auth/login', reply },
  refresh: { name: 'auth-refresh', method: 'POST', path: 'v1/auth/refresh', reply },
  logout: { name: 'auth-logout', method: 'POST', path: 'v1/auth/logout', reply },
  register: { name: 'auth-register', method: 'POST', path: 'v1/auth/register', reply },
  me: { name: 'auth-me', method: 'GET', path: 'v1/auth/me', reply },
  reset: { name: 'auth-reset', method: 'POST', path: 'v1/auth/reset', reply },
};
