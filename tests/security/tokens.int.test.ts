/** Attacks on tokens and on the sign-in. */
import { createHmac, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { bySystem } from '../../functions/capabilities/audit.ts';
import { registerStaff } from '../../functions/capabilities/auth/register.ts';
import { readConfig } from '../../functions/config.ts';
import { testSettings } from '../support/clinic.ts';
import { createDatabase } from '../support/database.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

const SECRET = 'a test secret that is long enough for HS256';

let service: Service;
let owner: pg.Client;
beforeAll(async () => {
  service = await startService({ JWT_SECRET: SECRET, TRUSTED_PROXIES: '2' });
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Session = { access_token: string; refresh_token: string };
const login = async (who: object = CLERK) =>
  (await service.call('POST', '/auth/login', { json: who })).body as Session;
const me = async (token: string) => (await service.call('GET', '/auth/me', { token })).status;
const refresh = (refresh_token: string) => service.call('POST', '/auth/refresh', { json: { refresh_token } });

/** A token made by hand, in any form. */
function forged(header: object, claims: object, secret: string | undefined): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${secret === undefined ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('a token does not count', () => {
  let header: object;
  let claims: Record<string, unknown>;
  beforeAll(async () => {
    const { access_token } = await login();
    header = decodeProtectedHeader(access_token);
    claims = decodeJwt(access_token);
  });
  const now = Math.floor(Date.now() / 1000);

  test('though one that is made by hand in the right way would', async () => {
    expect(await me(forged(header, claims, SECRET))).toBe(200);
  });

  test.each(['none', 'None', 'nOnE', 'HS384', 'HS512', 'RS256', ''])(
    'with the algorithm “%s”',
    async (alg) => {
      expect(await me(forged({ ...header, alg }, claims, undefined))).toBe(401);
      expect(await me(forged({ ...header, alg }, claims, SECRET))).toBe(401);
    },
  );

  test.each(['', 'secret', 'clinic-billing', 'change-me-to-32-random-bytes-or-more'])(
    'signed with “%s”',
    async (secret) => {
      expect(await me(forged(header, claims, secret))).toBe(401);
      expect(await me(forged({ ...header, kid: secret }, claims, secret))).toBe(401);
    },
  );

  test('signed with the name of the key', async () => {
    const { kid } = header as { kid: string };
    expect(await me(forged(header, claims, kid))).toBe(401);
  });

  test.each([
    ['it has ended', { exp: now - 1 }],
    ['it is not valid yet', { nbf: now + 3_600 }],
    ['it never ends', { exp: undefined }],
    ['its end is a text', { exp: String(now + 900) }],
    ['its end is beyond all days', { exp: 1e20, iat: now - 90_000 }],
    ['it was made too long ago for its kind', { iat: now - 3_600, exp: now + 3_600 }],
    ['it is of another issuer', { iss: 'somebody-else' }],
    ['it is for somebody else', { aud: 'patients' }],
    ['it names no session', { sid: undefined }],
    ['its session is not there', { sid: randomUUID() }],
    ['it is of another person than its session', { sub: randomUUID() }],
  ])('when %s', async (_, change) => {
    expect(await me(forged(header, { ...claims, ...change }, SECRET))).toBe(401);
  });

  test('without its type', async () => {
    expect(await me(forged({ ...header, typ: 'JWT' }, claims, SECRET))).toBe(401);
  });

  test('with a signature of nothing', async () => {
    const [first, second] = (await login()).access_token.split('.');
    expect(await me(`${first}.${second}.`)).toBe(401);
  });

  test('in the place of another kind', async () => {
    const { access_token, refresh_token } = await login();
    expect(await me(refresh_token)).toBe(401);
    expect([400, 401]).toContain((await refresh(access_token)).status);
    expect((await service.call('GET', `/public/invoices/${refresh_token}`)).status).toBe(401);
    expect(
      (
        await service.call('POST', '/auth/reset', {
          json: { token: refresh_token, password: 'a long way home' },
        })
      ).status,
    ).toBe(401);
  });

  test('in a header of another scheme, or in the address', async () => {
    const { access_token } = await login();
    const basic = { authorization: `Basic ${access_token}` };
    expect((await service.call('GET', '/auth/me', { headers: basic })).status).toBe(401);
    expect((await service.call('GET', `/auth/me?access_token=${access_token}`)).status).toBe(401);
  });
});

describe('a refresh token', () => {
  test('that two tabs use at the same moment signs neither of them out; used later, it ends the session', async () => {
    const headers = { 'x-clinic-csrf': '1' };
    const signedIn = await service.call('POST', '/auth/login', {
      json: { ...CLERK, token_delivery: 'cookie' },
      headers,
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const tab = () => service.call('POST', '/auth/refresh', { json: {}, headers: { ...headers, cookie } });
    const both = await Promise.all([tab(), tab()]);
    expect(both.map((answer) => answer.status)).toEqual([200, 200]);
    const tokens = both.map(({ body }) => (body as Session).access_token);
    for (const token of tokens) expect(await me(token)).toBe(200);
    await owner.query(`update refresh_tokens set used_at = used_at - interval '6 seconds'`);
    expect((await tab()).status).toBe(401);
    for (const token of tokens) expect(await me(token)).toBe(401);
  });

  test('that is used again ends the session, with a row in the trail', async () => {
    const first = await login();
    const second = (await refresh(first.refresh_token)).body as Session;
    expect((await refresh(first.refresh_token)).status).toBe(401);
    expect(await me(second.access_token)).toBe(401);
    const admin = await login(ADMIN);
    const trail = await service.call('GET', '/audit?action=refresh_token_replayed', {
      token: admin.access_token,
    });
    expect((trail.body as { data: object[] }).data).not.toHaveLength(0);
  });
});

describe('guessing', () => {
  test('one password for many accounts is throttled by where it comes from, whatever the client says of itself', async () => {
    const spray = await Promise.all(
      Array.from({ length: 130 }, (_, index) =>
        service.call('POST', '/auth/login', {
          json: { email: `person${index}@elsewhere.example`, password: 'one password for all' },
          // The last entry is our own proxy's word; those before it are the attacker's.
          headers: { 'x-forwarded-for': `10.0.${index}.1, 192.0.2.66` },
        }),
      ),
    );
    expect(spray.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(30);
  });

  test('an unknown address is answered in the same words and much the same time as a wrong password', async () => {
    const ask = async (email: string, from: string) => {
      const begun = performance.now();
      const { status, body } = await service.call('POST', '/auth/login', {
        json: { email, password: 'not this one at all' },
        headers: { 'x-forwarded-for': from },
      });
      return {
        status,
        body: { ...(body as object), request_id: '' },
        milliseconds: performance.now() - begun,
      };
    };
    const [known, unknown] = [[], []] as Awaited<ReturnType<typeof ask>>[][] as [
      Awaited<ReturnType<typeof ask>>[],
      Awaited<ReturnType<typeof ask>>[],
    ];
    for (let round = 0; round < 9; round++) {
      known.push(await ask(ADMIN.email, '192.0.2.71'));
      unknown.push(await ask('nobody@clinic.example', '192.0.2.72'));
    }
    const median = (of: typeof known) => of.map((each) => each.milliseconds).sort((a, b) => a - b)[4] ?? 0;
    expect(unknown.map(({ status, body }) => ({ status, body }))).toEqual(
      known.map(({ status, body }) => ({ status, body })),
    );
    // Both hash a password; without that, the unknown one would take a twentieth.
    expect(median(unknown) / median(known)).toBeGreaterThan(0.4);
    expect(median(unknown) / median(known)).toBeLessThan(2.5);
  });
});

test('ten who set the clinic up at the same moment make one admin', async () => {
  const database = await createDatabase();
  const settings = testSettings({ appUrl: database.appUrl, storage: 'UseDevelopmentStorage=true' });
  const app = createApp(readConfig(settings));
  const somebody = (index: number) => ({
    email: `first${index}@clinic.example`,
    password: 'quiet harbour lantern 7',
    name: 'First Person',
    role: 'admin' as const,
    setupCode: settings.SETUP_CODE,
  });
  const made = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => registerStaff(app, somebody(index), bySystem('test'))),
  );
  expect(made.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  expect(await app.db.read.staff.count()).toBe(1);
  await app.close();
  await database.drop();
});
