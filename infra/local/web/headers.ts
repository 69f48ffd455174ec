/** The security headers of the portal, one source for the local server, nginx and Azure Front Door. */

/** Griffel makes one empty style element before it uses the style sheet object; this is the hash of nothing. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

const PERMISSIONS = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

/** The policy; `payOrigin` is where a payment page lives. */
export function contentSecurityPolicy(payOrigin: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' ${EMPTY_STYLE}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${payOrigin}`,
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** The headers that every answer carries, errors too. */
export function securityHeaders(payOrigin: string): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(payOrigin),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': PERMISSIONS.map((name) => `${name}=()`).join(', '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

export const IMMUTABLE = 'public, max-age=31536000, immutable';
export const HSTS = 'max-age=63072000; includeSubDomains';

/** Which page answers a path that names no file. */
export function pageFor(path: string): '/index.html' | '/patient.html' | undefined {
  if (path === '/' || path === '/staff' || path.startsWith('/staff/')) return '/index.html';
  if (path === '/verify' || path === '/patient' || path.startsWith('/patient/')) return '/patient.html';
  return undefined;
}

/** How a file may be kept: names with a hash for ever, pages never. */
export function cacheControl(path: string): string {
  if (path.startsWith('/assets/')) return IMMUTABLE;
  return path.endsWith('.html') ? 'no-store' : 'public, max-age=3600';
}
