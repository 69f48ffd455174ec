/** What a browser is told with every answer, and what another site cannot do with somebody's browser. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let token: string;
beforeAll(async () => {
  // Behind TLS, as in production.
  service = await startService({ WEB_URL: 'https://billing.example' });
  token = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(() => service.stop());

const answers = {
  'a reply': () => service.call('GET', '/patients', { token }),
  'a refusal to sign in': () =>
    service.call('POST', '/auth/login', { json: { email: 'x@y.example', password: 'wrong wrong wrong' } }),
  'not signed in': () => service.call('GET', '/patients'),
  'not allowed': () => service.call('GET', '/staff', { token }),
  'not valid': () => service.call('GET', '/invoices/x', { token }),
  'no such route': () => service.call('GET', '/nothing/here'),
  'a bad patient link': () => service.call('GET', '/public/invoices/nonsense'),
  'a webhook without a signature': () => service.call('POST', '/webhooks/stripe', { body: '{}' }),
  health: () => service.call('GET', '/health/live'),
};

describe.each(Object.entries(answers))('%s', (_, call) => {
  test('carries every header that limits what a browser does with it', async () => {
    const { headers } = await call();
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-request-id')).toBeTruthy();
    expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('another origin', () => {
  test.each([
    'https://evil.example',
    'null',
    'https://billing.example.evil.example',
    'http://localhost.evil.example',
    'http://billing.example',
  ])('%s may not read an answer', async (origin) => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await service.call(method, '/patients', {
        token,
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  test('cannot act with the cookie of somebody who is signed in', async () => {
    const own = { 'x-clinic-csrf': '1', origin: 'https://billing.example' };
    const signedIn = await service.call('POST', '/auth/login', {
      json: { ...CLERK, token_delivery: 'cookie' },
      headers: own,
    });
    const setCookie = signedIn.headers.get('set-cookie') ?? '';
    const cookie = setCookie.split(';')[0] ?? '';
    expect(setCookie).toMatch(/^__Host-clinic_refresh=/);
    for (const flag of [/; httponly/i, /; secure/i, /; samesite=strict/i, /; path=\/(;|$)/i])
      expect(setCookie).toMatch(flag);
    expect(setCookie).not.toMatch(/domain=/i);

    const attacks: Record<string, string>[] = [
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, 'x-clinic-csrf': '1', origin: 'https://evil.example' },
      { cookie, 'x-clinic-csrf': '1', origin: 'null' },
      { cookie, 'content-type': 'text/plain' },
      { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    ];
    for (const headers of attacks) {
      const answer = await service.call('POST', '/auth/refresh', { body: '{}', headers });
      expect([400, 403], JSON.stringify(headers)).toContain(answer.status);
    }
    // Nor can a sibling host: what it may plant has another name, and is not read.
    const planted = cookie.replace('__Host-', '');
    const tried = await service.call('POST', '/auth/refresh', {
      json: {},
      headers: { ...own, cookie: planted },
    });
    expect(tried.body).toMatchObject({ status: 401, code: 'session_ended' });
    // A cookie alone opens nothing but the refresh.
    expect((await service.call('GET', '/patients', { headers: { ...own, cookie } })).status).toBe(401);
    expect(
      (await service.call('POST', '/auth/logout', { json: {}, headers: { ...own, cookie } })).status,
    ).toBe(401);
    expect(
      (await service.call('POST', '/auth/refresh', { json: {}, headers: { ...own, cookie } })).status,
    ).toBe(200);
  });
});

test('what changes something is never a GET', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  for (const path of [
    `/invoices/${id}/cancel`,
    `/invoices/${id}/issue`,
    '/auth/logout',
    `/staff/${id}/disable`,
    `/patients/${id}/erase`,
  ]) {
    expect([404, 405], path).toContain((await service.call('GET', path, { token })).status);
  }
});

test('signing out tells the browser to forget', async () => {
  const answer = await service.call('POST', '/auth/logout', {
    token: await service.signIn(CLERK.email, CLERK.password),
    json: {},
  });
  expect(answer.headers.get('clear-site-data')).toContain('storage');
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-clinic_refresh=;/);
  expect(answer.headers.get('set-cookie')).toMatch(/max-age=0|expires=Thu, 01 Jan 1970/i);
});
