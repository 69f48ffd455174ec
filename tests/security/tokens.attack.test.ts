/** Attacks on access tokens, refresh tokens and sessions. */
import { createHmac, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackedClinic, attackedClinic, ENTRY_POINTS } from '../support/attacked/clinic.ts';

let clinic: AttackedClinic;
let admin: string;
beforeAll(async () => {
  clinic = attackedClinic();
  admin = await clinic.signIn(clinic.admin);
});
afterAll(() => clinic.close());

type Session = { access_token: string; refresh_token: string };
const login = async (who: object = clinic.clerk) =>
  (await clinic.call('POST', '/auth/login', { json: who })).body as Session;
const me = async (token: string) => (await clinic.call('GET', '/auth/me', { token })).status;
const refresh = (refresh_token: string) => clinic.call('POST', '/auth/refresh', { json: { refresh_token } });

/** A token made by hand, in any form. */
function forged(header: object, claims: object, secret: string | undefined, hash = 'sha256'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${secret === undefined ? '' : createHmac(hash, secret).update(text).digest('base64url')}`;
}

describe('an access token does not count', () => {
  let header: object;
  let claims: Record<string, unknown>;
  let secret: string;
  beforeAll(async () => {
    const { access_token } = await login();
    header = decodeProtectedHeader(access_token);
    claims = decodeJwt(access_token);
    secret = clinic.secrets.JWT_SECRET ?? '';
  });
  const now = Math.floor(Date.now() / 1000);

  test('though one that is made by hand in the right way would, at both entry points', async () => {
    const token = forged(header, claims, secret);
    for (const through of ENTRY_POINTS)
      expect((await clinic.call('GET', '/auth/me', { token, through })).status).toBe(200);
  });

  test.each(['none', 'None', 'nOnE', 'HS384', 'HS512', 'RS256', ''])(
    'S1: with the algorithm “%s”',
    async (alg) => {
      expect(await me(forged({ ...header, alg }, claims, undefined))).toBe(401);
      expect(await me(forged({ ...header, alg }, claims, secret))).toBe(401);
    },
  );

  test('S1: with another algorithm than ours, though signed with our key', async () => {
    expect(await me(forged({ ...header, alg: 'HS512' }, claims, secret, 'sha512'))).toBe(401);
  });

  test('S1: with a signature of nothing', async () => {
    const [first, second] = (await login()).access_token.split('.');
    expect(await me(`${first}.${second}.`)).toBe(401);
  });

  test.each(['', 'secret', 'clinic-billing', 'change-me-to-32-random-bytes-or-more'])(
    'S2: signed with “%s”',
    async (guess) => {
      expect(await me(forged(header, claims, guess))).toBe(401);
      expect(await me(forged({ ...header, kid: guess }, claims, guess))).toBe(401);
    },
  );

  test('S2: signed with the name of the key', async () => {
    const { kid } = header as { kid: string };
    expect(await me(forged(header, claims, kid))).toBe(401);
  });

  test('S2: with a key that it brings along', async () => {
    const own = { kty: 'oct', k: Buffer.from('a key of the attacker, long enough').toString('base64url') };
    const more = { jwk: own, jku: 'https://evil.example/keys', x5u: 'https://evil.example/x', crit: ['exp'] };
    expect(await me(forged({ ...header, ...more }, claims, 'a key of the attacker, long enough'))).toBe(401);
  });

  test.each([
    ['it has ended', { exp: now - 1 }],
    ['it is not valid yet', { nbf: now + 3_600 }],
    ['it never ends', { exp: undefined }],
    ['its end is a text', { exp: String(now + 900) }],
    ['its end is beyond all days', { exp: 1e20, iat: now - 90_000 }],
    ['it was made too long ago for its kind', { iat: now - 3_600, exp: now + 3_600 }],
    ['it was made tomorrow', { iat: now + 86_400, exp: now + 87_000 }],
  ])('S4: when %s', async (_, change) => {
    expect(await me(forged(header, { ...claims, ...change }, secret))).toBe(401);
  });

  test('S5: with another role under the old signature', async () => {
    const { access_token } = await login();
    const [first, , signature] = access_token.split('.');
    const body = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    expect(await me(`${first}.${body}.${signature}`)).toBe(401);
  });

  test('S5: for more than the database says, even when it is signed', async () => {
    const token = forged(header, { ...claims, role: 'admin' }, secret);
    expect((await clinic.call('GET', '/staff', { token })).status).toBe(403);
  });

  test.each([
    ['it is of another issuer', { iss: 'another-issuer' }],
    ['it is for another audience', { aud: 'patients' }],
    ['it names no session', { sid: undefined }],
    ['its session is not there', { sid: randomUUID() }],
    ['it is of another person than its session', { sub: randomUUID() }],
  ])('S6: when %s', async (_, change) => {
    expect(await me(forged(header, { ...claims, ...change }, secret))).toBe(401);
  });

  test('S6: without its type', async () => {
    expect(await me(forged({ ...header, typ: 'JWT' }, claims, secret))).toBe(401);
  });

  test('S6: in the place of another kind', async () => {
    const { access_token, refresh_token } = await login();
    const { token: link } = await clinic.issue(await clinic.signIn(clinic.clerk));
    expect(await me(refresh_token)).toBe(401);
    expect(await me(link)).toBe(401);
    expect((await refresh(access_token)).status).toBe(400);
    expect((await refresh(link)).status).toBe(401);
    expect((await clinic.call('GET', `/public/invoices/${refresh_token}`)).status).toBe(401);
    const reset = { token: refresh_token, password: 'a long way home' };
    expect((await clinic.call('POST', '/auth/reset', { json: reset })).status).toBe(401);
  });

  test('S6: in a header of another scheme, or in the address', async () => {
    const { access_token } = await login();
    const basic = { authorization: `Basic ${access_token}` };
    expect((await clinic.call('GET', '/auth/me', { headers: basic })).status).toBe(401);
    expect((await clinic.call('GET', `/auth/me?access_token=${access_token}`)).status).toBe(401);
  });
});

test('S7: after signing out neither token works', async () => {
  const { access_token, refresh_token } = await login();
  expect((await clinic.call('POST', '/auth/logout', { token: access_token, json: {} })).status).toBe(204);
  expect(await me(access_token)).toBe(401);
  expect((await refresh(refresh_token)).status).toBe(401);
});

test('S8: a clerk who is disabled is out at her next request, and enabling brings no session back', async () => {
  const { id, token } = await clinic.hire(admin);
  expect((await clinic.call('POST', `/staff/${id}/disable`, { token: admin, json: {} })).status).toBe(204);
  expect(await me(token)).toBe(401);
  expect((await clinic.call('POST', `/staff/${id}/enable`, { token: admin, json: {} })).status).toBe(204);
  expect(await me(token)).toBe(401);
});

test('S9: who is no admin any more calls nothing of an admin’s with the old token', async () => {
  const { id, token } = await clinic.hire(admin, 'admin');
  expect((await clinic.call('GET', '/staff', { token })).status).toBe(200);
  await clinic.call('PATCH', `/staff/${id}`, { token: admin, json: { role: 'billing_clerk' } });
  expect(decodeJwt(token).role).toBe('admin');
  expect((await clinic.call('GET', '/staff', { token })).status).toBe(403);
});

describe('S10: a refresh token', () => {
  test('that two tabs use at the same moment signs neither of them out; used later, it ends the session', async () => {
    const headers = { 'x-clinic-csrf': '1' };
    const signedIn = await clinic.call('POST', '/auth/login', {
      json: { ...clinic.clerk, token_delivery: 'cookie' },
      headers,
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const tab = () => clinic.call('POST', '/auth/refresh', { json: {}, headers: { ...headers, cookie } });
    const both = await Promise.all([tab(), tab()]);
    expect(both.map((answer) => answer.status)).toEqual([200, 200]);
    const tokens = both.map(({ body }) => (body as Session).access_token);
    for (const token of tokens) expect(await me(token)).toBe(200);
    await clinic.rows(
      `update refresh_tokens set used_at = used_at - interval '6 seconds' where session_id = $1`,
      [decodeJwt(tokens[0] ?? '').sid],
    );
    expect((await tab()).status).toBe(401);
    for (const token of tokens) expect(await me(token)).toBe(401);
  });

  test('that ten use at the same moment has one successor, and a sibling used later ends the family', async () => {
    const headers = { 'x-clinic-csrf': '1' };
    const signedIn = await clinic.call('POST', '/auth/login', {
      json: { ...clinic.clerk, token_delivery: 'cookie' },
      headers,
    });
    const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const use = (cookie: string) =>
      clinic.call('POST', '/auth/refresh', { json: {}, headers: { ...headers, cookie } });
    const first = cookieOf(signedIn);
    const ten = await Promise.all(Array.from({ length: 10 }, () => use(first)));
    expect(new Set(ten.map(cookieOf)).size).toBe(1);
    const [second = ''] = ten.map(cookieOf);
    const { sid } = decodeJwt((signedIn.body as Session).access_token);
    const unused = () =>
      clinic.rows('select from refresh_tokens where session_id = $1 and used_at is null', [sid]);
    expect(await unused()).toHaveLength(1);
    // A tab that is a step behind still gets the newest, not one that was used.
    const third = cookieOf(await use(second));
    expect(cookieOf(await use(first))).toBe(third);
    expect(await unused()).toHaveLength(1);
    await clinic.rows(
      `update refresh_tokens set used_at = used_at - interval '6 seconds' where session_id = $1`,
      [sid],
    );
    expect((await use(second)).status).toBe(401);
    expect((await use(third)).status).toBe(401);
  });

  test('that is used again ends the session, with a row in the trail', async () => {
    const first = await login();
    const second = (await refresh(first.refresh_token)).body as Session;
    const { sub } = decodeJwt(second.access_token);
    const replays = () =>
      clinic.rows(`select from audit_logs where action = 'refresh_token_replayed' and target_id = $1`, [sub]);
    const before = (await replays()).length;
    expect((await refresh(first.refresh_token)).status).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(401);
    expect(await me(second.access_token)).toBe(401);
    expect((await replays()).length).toBe(before + 1);
  });
});

test('S12: another password ends the sessions elsewhere, refresh tokens too', async () => {
  const { email, password, token } = await clinic.hire(admin);
  const elsewhere = await login({ email, password });
  const json = { current_password: password, new_password: 'grey gulls over the pier' };
  expect((await clinic.call('POST', '/auth/password', { token, json })).status).toBe(204);
  expect(await me(token)).toBe(200);
  expect(await me(elsewhere.access_token)).toBe(401);
  expect((await refresh(elsewhere.refresh_token)).status).toBe(401);
});

describe('S72: a session', () => {
  const browser = async () => {
    const headers = { 'x-clinic-csrf': '1' };
    const who = await clinic.hire(admin);
    const { body } = await clinic.call('POST', '/auth/login', {
      json: { email: who.email, password: who.password, token_delivery: 'cookie' },
      headers,
    });
    const { access_token: token } = body as Session;
    return { ...who, token, id: String(decodeJwt(token).sid) };
  };

  test('of a browser ends after a quarter of an hour without a request', async () => {
    const { token, id } = await browser();
    await clinic.rows(`update sessions set last_seen_at = now() - interval '14 minutes' where id = $1`, [id]);
    expect(await me(token)).toBe(200);
    await clinic.rows(`update sessions set last_seen_at = now() - interval '16 minutes' where id = $1`, [id]);
    expect(await me(token)).toBe(401);
  });

  test('of a browser ends after twelve hours whatever happens', async () => {
    const { token, id } = await browser();
    const [row] = await clinic.rows<{ hours: string }>(
      'select extract(epoch from expires_at - created_at) / 3600 as hours from sessions where id = $1',
      [id],
    );
    expect(Number(row?.hours)).toBeCloseTo(12, 1);
    await clinic.rows(`update sessions set expires_at = now() - interval '1 second' where id = $1`, [id]);
    expect(await me(token)).toBe(401);
  });

  test('is listed, and ended by its owner and by admins, and is not there for others', async () => {
    const { token, id, email, password } = await browser();
    const other = await clinic.hire(admin);
    const own = (await clinic.call('GET', '/sessions', { token })).body as { data: { id: string }[] };
    expect(own.data.map((session) => session.id)).toContain(id);
    const end = (by: string, which: string) => clinic.call('DELETE', `/sessions/${which}`, { token: by });
    expect((await end(other.token, id)).status).toBe(404);
    expect((await end(token, id)).status).toBe(204);
    expect(await me(token)).toBe(401);
    const again = await clinic.signIn({ email, password });
    expect((await end(admin, String(decodeJwt(again).sid))).status).toBe(204);
    expect(await me(again)).toBe(401);
  });
});
