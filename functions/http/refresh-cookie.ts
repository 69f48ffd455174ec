/** The refresh token of a browser: an httpOnly cookie of this host, read by the auth endpoints only (decision 16). */
import type { Cookie, HttpRequest } from '@azure/functions';
import { refuse } from '../domain/refusal.ts';

const CSRF_HEADER = 'x-clinic-csrf';

/**
 * With TLS the browser itself keeps the cookie to this host: `__Host-` (ASVS 5.0, 3.3.3) demands Secure, `Path=/` and no
 * Domain. Without TLS, which only local mode may be, browsers refuse that name, and the narrow path is what is left.
 */
const cookieOf = (webUrl: string) =>
  webUrl.startsWith('https://')
    ? { name: '__Host-clinic_refresh', path: '/', secure: true }
    : { name: 'clinic_refresh', path: '/api/v1/auth', secure: false };

export const refreshCookie = (token: string, webUrl: string, maxAge: number): Cookie => ({
  ...cookieOf(webUrl),
  value: token,
  httpOnly: true,
  sameSite: 'Strict',
  maxAge,
});

/** Deletes the cookie. */
export const noRefreshCookie = (webUrl: string): Cookie => refreshCookie('', webUrl, 0);

/** The token in the cookie, if there is one. */
export function cookieToken(request: HttpRequest, webUrl: string): string | undefined {
  const cookies = (request.headers.get('cookie') ?? '').split(';').map((each) => each.trim().split('='));
  const value = cookies.find(([name]) => name === cookieOf(webUrl).name)?.[1];
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
