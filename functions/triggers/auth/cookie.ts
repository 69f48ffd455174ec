/** The refresh token of a browser: httpOnly, for the auth paths of this origin only (decision 16). */
import type { Cookie, HttpRequest } from '@azure/functions';
import { refuse } from '../../domain/refusal.ts';

const NAME = 'clinic_refresh';
const PATH = '/api/v1/auth';
const CSRF_HEADER = 'x-clinic-csrf';

/** `secure` is left out where the portal is served without TLS, which only local mode may be. */
export const refreshCookie = (token: string, webUrl: string, maxAge: number): Cookie => ({
  name: NAME,
  value: token,
  path: PATH,
  httpOnly: true,
  sameSite: 'Strict',
  secure: webUrl.startsWith('https://'),
  maxAge,
});

/** Takes the cookie away. */
export const noRefreshCookie = (webUrl: string): Cookie => refreshCookie('', webUrl, 0);

/** The token in the cookie, if there is one. */
export function cookieToken(request: HttpRequest): string | undefined {
  const cookies = (request.headers.get('cookie') ?? '').split(';').map((each) => each.trim().split('='));
  const value = cookies.find(([name]) => name === NAME)?.[1];
  return value && /^[A-Za-z0-9_-]{20,100}$/.test(value) ? value : undefined;
}

/**
 * What a cookie proves, another site may have sent: the request must carry our header, which a form cannot, and must
 * come from our own pages. Refuses 403 `cross_site`.
 */
export function requireOwnPage(request: HttpRequest, webUrl: string): void {
  const origin = request.headers.get('origin');
  const own = origin === null || origin === new URL(webUrl).origin;
  if (request.headers.get(CSRF_HEADER) !== '1' || !own) {
    refuse('forbidden', 'cross_site', 'This request did not come from the portal.');
  }
}
