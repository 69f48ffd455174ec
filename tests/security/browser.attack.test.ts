/** The headers of every answer to a browser, and what another site cannot do with someone's browser. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackedClinic, ask, attackedClinic, ENTRY_POINTS } from '../support/attacked/clinic.ts';

let clinic: AttackedClinic;
let token: string;
beforeAll(async () => {
  clinic = attackedClinic();
  token = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

const answers = {
  'a reply': ['GET', '/api/v1/patients', () => ({ token })],
  'a refusal to sign in': [
    'POST',
    '/api/v1/auth/login',
    () => ({ json: { email: 'x@y.example', password: 'wrong wrong wrong' } }),
  ],
  'not signed in': ['GET', '/api/v1/patients', () => ({})],
  'not allowed': ['GET', '/api/v1/staff', () => ({ token })],
  'not valid': ['GET', '/api/v1/invoices/x', () => ({ token })],
  'no such route': ['GET', '/api/v1/nothing/here', () => ({})],
  'the wrong method': ['PUT', '/api/v1/patients', () => ({ token, json: {} })],
  'too large': ['POST', '/api/v1/patients', () => ({ token, body: 'x'.repeat(2_000_000) })],
  'too large to be read': ['POST', '/api/v1/patients', () => ({ token, body: 'x'.repeat(5_000_000) })],
  'a bad patient link': ['GET', '/api/v1/public/invoices/nonsense', () => ({})],
  'a webhook without a signature': ['POST', '/api/v1/webhooks/stripe', () => ({ body: '{}' })],
  health: ['GET', '/api/v1/health/live', () => ({})],
  'the exported trail': ['GET', '/api/v1/audit/export', () => ({ token })],
} satisfies Record<string, [string, string, () => object]>;

describe.each(ENTRY_POINTS)('at the %s', (entryPoint) => {
  test.each(Object.entries(answers))(
    'S64 S66: %s carries every header that limits what a browser does with it',
    async (_, [method, path, attack]) => {
      const { headers } = await ask(clinic.run[entryPoint], method, path, { from: clinic.home, ...attack() });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
      if (path !== '/api/v1/patients' || method !== 'POST') {
        expect(headers.get('x-request-id')).toBeTruthy();
        expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
      }
    },
  );
});

test.each(['/', '/staff', '/staff/invoices', '/patient/invoice/x', '/nothing', '/assets/none.js', '/%ff'])(
  'S66 S67: the page %s runs no foreign script, sits in no frame and sends no referrer',
  async (path) => {
    const { headers } = await ask(clinic.run.web, 'GET', path);
    expect(headers.get('strict-transport-security')).toContain('max-age=63072000');
    const policy = headers.get('content-security-policy') ?? '';
    for (const rule of [
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self' http",
      "require-trusted-types-for 'script'",
    ])
      expect(policy).toContain(rule);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
  },
);

test.each(['/staff', '/patient/invoice/x'])(
  'S68: the page %s loads everything from its own origin',
  async (path) => {
    const { text } = await ask(clinic.run.web, 'GET', path);
    const loaded = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded.filter((address) => !address?.startsWith('/'))).toEqual([]);
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
  },
);

describe('another origin', () => {
  test.each([
    'https://evil.example',
    'null',
    'https://billing.example.evil.example',
    'http://localhost.evil.example',
    'http://billing.example',
  ])('S15: %s may not read an answer', async (origin) => {
    for (const method of ['GET', 'OPTIONS']) {
      const answer = await clinic.call(method, '/patients', {
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

  test('S13 S16: cannot act with the cookie of someone who is signed in', async () => {
    const own = { 'x-clinic-csrf': '1', origin: 'https://billing.example' };
    const signedIn = await clinic.call('POST', '/auth/login', {
      json: { ...clinic.clerk, token_delivery: 'cookie' },
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
      const answer = await clinic.call('POST', '/auth/refresh', { body: '{}', headers });
      expect([400, 403], JSON.stringify(headers)).toContain(answer.status);
    }
    // Nor can a sibling host: what it may plant has another name, and is not read.
    const planted = cookie.replace('__Host-', '');
    const tried = await clinic.call('POST', '/auth/refresh', {
      json: {},
      headers: { ...own, cookie: planted },
    });
    expect(tried.body).toMatchObject({ status: 401, code: 'session_ended' });
    // A cookie alone opens nothing but the refresh.
    expect((await clinic.call('GET', '/patients', { headers: { ...own, cookie } })).status).toBe(401);
    expect(
      (await clinic.call('POST', '/auth/logout', { json: {}, headers: { ...own, cookie } })).status,
    ).toBe(401);
    expect(
      (await clinic.call('POST', '/auth/refresh', { json: {}, headers: { ...own, cookie } })).status,
    ).toBe(200);
  });
});

test('S14: what changes something is never a GET', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  for (const path of [
    `/invoices/${id}/cancel`,
    `/invoices/${id}/issue`,
    '/auth/logout',
    `/staff/${id}/disable`,
    `/patients/${id}/erase`,
  ]) {
    const answer = await clinic.call('GET', path, { token });
    expect(answer.body, path).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(answer.headers.get('allow')).toBe('POST');
  }
});

test('S64: signing out makes the browser to forget', async () => {
  const answer = await clinic.call('POST', '/auth/logout', {
    token: await clinic.signIn(clinic.clerk),
    json: {},
  });
  expect(answer.headers.get('clear-site-data')).toContain('storage');
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-clinic_refresh=;/);
  expect(answer.headers.get('set-cookie')).toMatch(/max-age=0|expires=Thu, 01 Jan 1970/i);
});

test('S13: a form of another site moves no money and changes nothing', async () => {
  const before = await clinic.rows('select count(*) from patients');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    for (const path of ['/patients', '/auth/logout', '/payments/x/refund', '/staff']) {
      const headers = { 'content-type': type, origin: 'https://evil.example', cookie: 'clinic_refresh=x' };
      const body = '{"name":"x"}';
      expect((await clinic.call('POST', path, { body, headers })).status, `${path} ${type}`).toBe(401);
      if (path === '/auth/logout') continue;
      expect(
        (await clinic.call('POST', path, { token, body, headers })).status,
        `${path} ${type}`,
      ).toBeGreaterThan(399);
    }
  }
  expect(await clinic.rows('select count(*) from patients')).toEqual(before);
});
