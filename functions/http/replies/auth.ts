/** The answer to a sign-in: a browser gets its refresh token in a cookie, a program in the body. */
import type { SignedIn } from '../../capabilities/auth/login.ts';
import type { App } from '../../capabilities/ports.ts';
import { refreshCookie } from '../refresh-cookie.ts';
import { Reply } from '../reply.ts';

const COOKIE_SECONDS = 14 * 24 * 3600;

/** The reply of sign-in and refresh. */
export function sessionReply(app: App, signedIn: SignedIn) {
  const { accessToken, expiresIn, refreshToken, staff, delivery, mustEnrol, idleMinutes } = signedIn;
  const body = {
    access_token: accessToken,
    token_type: 'Bearer' as const,
    expires_in: expiresIn,
    staff,
    must_enrol: mustEnrol,
    idle_minutes: idleMinutes,
    clinic: { name: app.clinic.name, time_zone: app.clinic.timeZone, currency: app.clinic.currency },
    ...(delivery === 'body' && { refresh_token: refreshToken }),
  };
  const cookies =
    delivery === 'cookie' ? [refreshCookie(refreshToken, app.clinic.webUrl, COOKIE_SECONDS)] : [];
  return new Reply(body, { cookies });
}
