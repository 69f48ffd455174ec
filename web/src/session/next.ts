/** Where to go after signing in: a page of this portal, never another site. */

const HOME = '/staff';

/** The `?next=` of a login address, or the dashboard when it is missing, foreign or the login page itself. */
export function safeNext(next: string | null, origin: string): string {
  if (!next?.startsWith('/')) return HOME;
  try {
    const url = new URL(next, origin);
    const inside = url.pathname === HOME || url.pathname.startsWith(`${HOME}/`);
    if (url.origin !== origin || !inside || url.pathname === '/staff/login') return HOME;
    return `${url.pathname}${url.search}`;
  } catch {
    return HOME;
  }
}

/** The login page that comes back to a place. */
export const loginPath = (from: { pathname: string; search: string }): string =>
  from.pathname === HOME && !from.search
    ? '/staff/login'
    : `/staff/login?next=${encodeURIComponent(from.pathname + from.search)}`;
