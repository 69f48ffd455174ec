/** Signing in, staying signed in and signing out. */
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

type Session = { access_token: string; refresh_token: string; staff: { id: string; role: string } };
const login = async (who: object = CLERK) =>
  (await service.call('POST', '/auth/login', { json: who })).body as Session;
const me = (token: string) => service.call('GET', '/auth/me', { token });
const refresh = (refresh_token: string) => service.call('POST', '/auth/refresh', { json: { refresh_token } });

describe('signing in', () => {
  test('gives a short-lived token that says who and in which role', async () => {
    const { access_token, staff } = await login();
    const claims = decodeJwt(access_token);
    expect(decodeProtectedHeader(access_token).alg).toBe('HS256');
    expect(claims).toMatchObject({ sub: staff.id, role: 'billing_clerk', jti: expect.any(String) });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
    expect((await me(access_token)).body).toMatchObject({ email: CLERK.email });
  });

  test('answers a wrong password and an unknown e-mail alike', async () => {
    const wrong = await service.call('POST', '/auth/login', {
      json: { ...CLERK, password: 'not this one at all' },
    });
    const unknown = await service.call('POST', '/auth/login', {
      json: { email: 'unknown@clinic.example', password: 'not this one at all' },
    });
    const visible = ({ status, body }: typeof wrong) => ({
      status,
      ...(body as object),
      request_id: undefined,
    });
    expect(visible(wrong)).toEqual(visible(unknown));
    expect(wrong.status).toBe(401);
  });

  test('is throttled per account, and says when to come again', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        service.call('POST', '/auth/login', {
          json: { email: 'victim@clinic.example', password: `guess number ${index}` },
        }),
      ),
    );
    const refused = guesses.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a refresh token', () => {
  test('works once; used again, it ends the whole session', async () => {
    const first = await login();
    const second = (await refresh(first.refresh_token)).body as Session;
    expect((await me(second.access_token)).status).toBe(200);
    expect((await refresh(first.refresh_token)).status).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(401);
    expect((await me(second.access_token)).status).toBe(401);
  });

  test('in a cookie never shows in a body, and needs our own page', async () => {
    const own = { 'x-clinic-csrf': '1' };
    const signedIn = await service.call('POST', '/auth/login', {
      json: { ...CLERK, token_delivery: 'cookie' },
      headers: own,
    });
    const setCookie = signedIn.headers.get('set-cookie') ?? '';
    expect(signedIn.text).not.toContain('refresh_token');
    // Without TLS: browsers refuse the `__Host-` prefix there.
    expect(setCookie).toMatch(/^clinic_refresh=/);
    expect(setCookie.toLowerCase()).toMatch(/httponly/);
    expect(setCookie.toLowerCase()).toMatch(/samesite=strict/);
    expect(setCookie.toLowerCase()).toMatch(/path=\/api\/v1\/auth/);
    const cookie = setCookie.split(';')[0] ?? '';
    const foreign = await service.call('POST', '/auth/refresh', { json: {}, headers: { cookie } });
    expect(foreign.body).toMatchObject({ status: 403, code: 'cross_site' });
    const evil = await service.call('POST', '/auth/refresh', {
      json: {},
      headers: { ...own, cookie, origin: 'https://evil.example' },
    });
    expect(evil.status).toBe(403);
    const good = await service.call('POST', '/auth/refresh', { json: {}, headers: { ...own, cookie } });
    expect(good.status).toBe(200);
    expect(good.text).not.toContain('refresh_token');
  });
});

test('signing out ends both tokens at once', async () => {
  const session = await login();
  expect((await service.call('POST', '/auth/logout', { token: session.access_token, json: {} })).status).toBe(
    204,
  );
  expect((await me(session.access_token)).status).toBe(401);
  expect((await refresh(session.refresh_token)).status).toBe(401);
});

describe('a token is refused that', () => {
  const claims = async () => decodeJwt((await login()).access_token);
  const signed = async (secret: string, header: object, change: object = {}) =>
    new SignJWT({ ...(await claims()), ...change })
      .setProtectedHeader({ alg: 'HS256', ...header })
      .sign(new TextEncoder().encode(secret));
  test('says it needs no signature', async () => {
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    const body = Buffer.from(JSON.stringify(await claims())).toString('base64url');
    expect((await me(`${none}.${body}.`)).status).toBe(401);
  });
  test('was signed by another secret', async () => {
    const { kid } = decodeProtectedHeader((await login()).access_token);
    expect(
      (await me(await signed('another secret that is long enough too', { kid, typ: 'at+jwt' }))).status,
    ).toBe(401);
  });
  test('had its role changed', async () => {
    const { access_token } = await login();
    const [header, , signature] = access_token.split('.');
    const body = Buffer.from(JSON.stringify({ ...decodeJwt(access_token), role: 'admin' })).toString(
      'base64url',
    );
    expect((await me(`${header}.${body}.${signature}`)).status).toBe(401);
  });
  test('is a refresh token', async () => {
    expect((await me((await login()).refresh_token)).status).toBe(401);
  });
});

describe('registering', () => {
  const newStaff = {
    email: 'new@clinic.example',
    password: 'green kettle on the stove',
    name: 'New Person',
    role: 'admin',
  };
  test('is not for everybody once the clinic has an admin', async () => {
    const anonymous = await service.call('POST', '/auth/register', {
      json: { ...newStaff, setup_code: 'test-setup-code-1234' },
    });
    expect(anonymous.status).toBe(401);
    const { access_token: token } = await login();
    expect((await service.call('POST', '/auth/register', { token, json: newStaff })).status).toBe(403);
  });
  test.each(['Password1234!', 'clinic2026clinic2026', 'aaaaaaaaaaaaaaa', 'short', 'harbour street'])(
    'refuses the password %s',
    async (password) => {
      const { access_token: token } = await login(ADMIN);
      const answer = await service.call('POST', '/auth/register', { token, json: { ...newStaff, password } });
      expect(answer.body).toMatchObject({ status: 400, errors: [{ path: 'password' }] });
    },
  );
  test('refuses an e-mail address that is taken, whatever its case', async () => {
    const { access_token: token } = await login(ADMIN);
    const answer = await service.call('POST', '/auth/register', {
      token,
      json: { ...newStaff, email: 'ADMIN@clinic.example' },
    });
    expect(answer.body).toMatchObject({ status: 409, code: 'email_taken' });
  });
});
