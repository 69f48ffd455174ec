/** Staff: invited, changed, disabled; their sessions, passwords and second factors. */
import { decodeJwt } from 'jose';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { totpCode } from '../../functions/edges/security/second-factor.ts';
import { until } from '../../infra/processes/time.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';
import { staffLink } from '../support/staff-link.ts';

let service: Service;
let owner: pg.Client;
let admin: string;
beforeAll(async () => {
  // Two proxies: the host's own, and one that the tests play, whose word on addresses counts.
  service = await startService({ TRUSTED_PROXIES: '2' });
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

const post = (path: string, json: object = {}, token = admin) => service.call('POST', path, { token, json });
const get = (path: string, token = admin) => service.call('GET', path, { token });
let people = 0;
const PASSWORD = 'slow green ferry home';

/** Someone new with a password of their own. */
async function hired(role = 'billing_clerk') {
  const email = `person${++people}@clinic.example`;
  const { body } = await post('/staff', { email, name: `Person ${people}`, role });
  const { id } = body as { id: string };
  const link = { token: await staffLink(service.ownerUrl, email) };
  // Each from an address of their own: one address may use few links.
  const chosen = await service.call('POST', '/auth/reset', {
    json: { token: link.token, password: PASSWORD },
    headers: { 'x-forwarded-for': `192.0.2.${people}` },
  });
  expect(chosen.status).toBe(204);
  return { id, email, link: link.token, token: await service.signIn(email, PASSWORD) };
}

describe('an invitation', () => {
  test('is a link that works once and lets no one in before', async () => {
    const email = 'invited@clinic.example';
    const answer = await post('/staff', { email, name: 'In Vited', role: 'billing_clerk' });
    // Whoever invites never sees the link.
    expect(answer.text).not.toMatch(/link|token|#/);
    const invited = { link: { token: await staffLink(service.ownerUrl, email) } };
    const early = await service.call('POST', '/auth/login', { json: { email, password: PASSWORD } });
    expect(early.body).toMatchObject({ code: 'sign_in_failed' });
    const choose = (password: string) =>
      service.call('POST', '/auth/reset', { json: { token: invited.link.token, password } });
    expect((await choose('Password1234')).body).toMatchObject({
      status: 400,
      errors: [{ path: 'password' }],
    });
    expect((await choose(PASSWORD)).status).toBe(204);
    expect((await choose('another fine sentence')).body).toMatchObject({
      status: 401,
      code: 'link_no_longer_valid',
    });
    expect(await service.signIn(email, PASSWORD)).toBeTruthy();
    const { rows } = await owner.query('select token_hash from staff_links');
    expect(rows.some((row) => Buffer.from(row.token_hash).toString('base64url') === invited.link.token)).toBe(
      false,
    );
  });

  test('is refused for an address that someone has, whatever its case', async () => {
    const again = await post('/staff', { email: ADMIN.email.toUpperCase(), name: 'X', role: 'admin' });
    expect(again.body).toMatchObject({ status: 409, code: 'email_taken' });
  });
});

describe('what an admin changes bites at the next request', () => {
  test('a role', async () => {
    const { id, token } = await hired('admin');
    expect((await get('/staff', token)).status).toBe(200);
    await service.call('PATCH', `/staff/${id}`, { token: admin, json: { role: 'billing_clerk' } });
    expect((await get('/staff', token)).status).toBe(403);
    expect(decodeJwt(token).role).toBe('admin');
  });

  test('disabling, and enabling does not bring old sessions back', async () => {
    const { id, token, email } = await hired();
    expect((await post(`/staff/${id}/disable`)).status).toBe(204);
    expect((await get('/auth/me', token)).status).toBe(401);
    const out = await service.call('POST', '/auth/login', { json: { email, password: PASSWORD } });
    expect(out.body).toMatchObject({ code: 'sign_in_failed' });
    expect((await post(`/staff/${id}/enable`)).status).toBe(204);
    expect((await get('/auth/me', token)).status).toBe(401);
    expect(await service.signIn(email, PASSWORD)).toBeTruthy();
  });

  test('disabling and enabling are reported to the account’s address, once each', async () => {
    const { id } = await hired();
    for (const path of ['disable', 'disable', 'enable', 'enable']) await post(`/staff/${id}/${path}`);
    const { rows } = await owner.query(
      `select m.kind, o.topic from staff_messages m join outbox o on o.subject_id = m.id::text
       where m.staff_id = $1 and m.kind like 'account%' order by m.created_at`,
      [id],
    );
    expect(rows).toEqual([
      { kind: 'account_disabled', topic: 'send_staff_message' },
      { kind: 'account_enabled', topic: 'send_staff_message' },
    ]);
  });

  test('who becomes an admin is an alert for a day, until the account is disabled', async () => {
    const grants = async () => {
      const { data } = (await get('/alerts')).body as { data: { kind: string; reason: string }[] };
      return data.filter(({ kind }) => kind === 'admin_access').map(({ reason }) => reason);
    };
    const counted = async () =>
      ((await get('/dashboard')).body as { attention: { admin_access: number } }).attention.admin_access;
    const before = await counted();
    const [clerk, invited] = [await hired(), await hired('admin')];
    const name = `Person ${people}`;
    const added = (await grants()).filter((reason) => reason.includes(name));
    expect(added).toEqual([expect.stringMatching(`^${name} was invited as an admin by `)]);
    expect(await counted()).toBe(before + 1);
    await owner.query(
      `insert into staff_access_grants (staff_id, kind, granted_at) values ($1, 'reset', now() - interval '25 hours')`,
      [invited.id],
    );
    expect(await counted()).toBe(before + 1);
    await service.call('PATCH', `/staff/${clerk.id}`, { token: admin, json: { role: 'admin' } });
    expect(await counted()).toBe(before + 3);
    for (const { id } of [clerk, invited]) await post(`/staff/${id}/disable`);
    expect(await counted()).toBe(before);
  });

  test('a session that is ended', async () => {
    const { id, token } = await hired();
    const { data } = (await get(`/staff/${id}/sessions`)).body as {
      data: { id: string; current: boolean }[];
    };
    expect(data).toMatchObject([{ delivery: 'body', current: false }]);
    expect((await service.call('DELETE', `/sessions/${data[0]?.id}`, { token: admin })).status).toBe(204);
    expect((await get('/auth/me', token)).status).toBe(401);
  });
});

describe('sessions', () => {
  test('are ended by their owner, and those of others are not there for a clerk', async () => {
    const one = await hired();
    const other = await hired();
    const { data } = (await get('/sessions', one.token)).body as { data: { id: string; current: boolean }[] };
    expect(data.filter((session) => session.current)).toHaveLength(1);
    const foreign = await service.call('DELETE', `/sessions/${data[0]?.id}`, { token: other.token });
    const unknown = await service.call('DELETE', '/sessions/6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5', {
      token: other.token,
    });
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect((await get('/auth/me', one.token)).status).toBe(200);
  });

  test('elsewhere are all ended at once by their owner', async () => {
    const { email, token } = await hired();
    const others = [await service.signIn(email, PASSWORD), await service.signIn(email, PASSWORD)];
    expect((await service.call('DELETE', '/sessions', { token })).status).toBe(204);
    expect((await get('/auth/me', token)).status).toBe(200);
    for (const other of others) expect((await get('/auth/me', other)).status).toBe(401);
  });

  test('of a browser end after a quarter of an hour without a request; those of programs do not', async () => {
    const headers = { 'x-clinic-csrf': '1' };
    const browser = await service.call('POST', '/auth/login', {
      json: { ...CLERK, token_delivery: 'cookie' },
      headers,
    });
    const { access_token: token } = browser.body as { access_token: string };
    const cookie = browser.headers.get('set-cookie')?.split(';')[0] ?? '';
    const program = await service.signIn(CLERK.email, CLERK.password);
    await owner.query(`update sessions set last_seen_at = now() - interval '14 minutes'`);
    expect((await get('/auth/me', token)).status).toBe(200);
    // That request counted: the quarter of an hour begins anew.
    expect((await get('/auth/me', token)).status).toBe(200);
    await owner.query(`update sessions set last_seen_at = now() - interval '16 minutes'`);
    expect((await get('/auth/me', token)).status).toBe(401);
    expect(
      (await service.call('POST', '/auth/refresh', { json: {}, headers: { ...headers, cookie } })).status,
    ).toBe(401);
    expect((await get('/auth/me', program)).status).toBe(200);
    admin = await service.signIn(ADMIN.email, ADMIN.password);
  });

  test('end after half a day whatever happens', async () => {
    const headers = { 'x-clinic-csrf': '1' };
    await service.call('POST', '/auth/login', { json: { ...CLERK, token_delivery: 'cookie' }, headers });
    const { rows } = await owner.query(
      `select extract(epoch from expires_at - created_at) / 3600 as hours from sessions where delivery = 'cookie'`,
    );
    for (const row of rows) expect(Number(row.hours)).toBeCloseTo(12, 1);
  });
});

test('no one takes their own rights, though there is another admin', async () => {
  const { id, token } = await hired('admin');
  const own = [
    await service.call('PATCH', `/staff/${id}`, { token, json: { role: 'billing_clerk' } }),
    await post(`/staff/${id}/disable`, {}, token),
  ];
  for (const answer of own) expect(answer.body).toMatchObject({ status: 409, code: 'own_account' });
  const named = await service.call('PATCH', `/staff/${id}`, {
    token,
    json: { name: 'New Name', role: 'admin' },
  });
  expect(named.body).toMatchObject({ name: 'New Name', role: 'admin' });
  expect((await get(`/staff/${id}`)).body).toMatchObject({
    name: 'New Name',
    state: 'active',
    second_factor: false,
  });
  expect((await get('/staff/6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5')).body).toMatchObject({
    code: 'staff_unknown',
  });
});

test('the language of e-mails about an account is its owner’s choice', async () => {
  const { id, token } = await hired();
  const language = async () => ((await get('/auth/me', token)).body as { language: string }).language;
  expect(await language()).toBe('en');
  expect((await post('/auth/language', { language: 'es' }, token)).status).toBe(204);
  expect(await language()).toBe('es');
  expect((await post('/auth/language', { language: 'de' }, token)).status).toBe(400);
  expect(await language()).toBe('es');
  const { rows } = await owner.query('select id from staff where language = $1', ['es']);
  expect(rows).toEqual([{ id }]);
});

test('an e-mail that the mail server refused is shown at its account until a later one is sent', async () => {
  const { id } = await hired();
  const failed = async () =>
    ((await get(`/staff/${id}`)).body as { failed_email: object | null }).failed_email;
  const send = (state: string, reason: string | null, hours: number) =>
    owner.query(
      `insert into staff_messages (staff_id, kind, happened_at, state, last_error, created_at)
       values ($1, 'new_sign_in', now(), $2, $3, now() + $4 * interval '1 hour')`,
      [id, state, reason, hours],
    );
  expect(await failed()).toBeNull();
  await send('failed', '550 No such mailbox', 1);
  expect(await failed()).toEqual({ reason: '550 No such mailbox', failed_at: expect.any(String) });
  const { data } = (await get('/staff?limit=100')).body as { data: { id: string; failed_email: object }[] };
  expect(data.find((person) => person.id === id)?.failed_email).not.toBeNull();
  await send('sent', null, 2);
  expect(await failed()).toBeNull();
});

describe('the last admin', () => {
  test('is neither demoted nor disabled, also when two do it to each other at once', async () => {
    const other = await hired('admin');
    const { rows } = await owner.query('select id from staff where email = $1', [ADMIN.email]);
    const mine = rows[0].id as string;
    await owner.query(`update staff set disabled_at = now() where role = 'admin' and id not in ($1, $2)`, [
      mine,
      other.id,
    ]);
    const both = await Promise.all([
      service.call('PATCH', `/staff/${other.id}`, { token: admin, json: { role: 'billing_clerk' } }),
      service.call('PATCH', `/staff/${mine}`, { token: other.token, json: { role: 'billing_clerk' } }),
    ]);
    expect(both.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(
      (await owner.query(`select from staff where role = 'admin' and disabled_at is null`)).rowCount,
    ).toBe(1);
    await owner.query(`update staff set role = 'admin' where id in ($1, $2)`, [mine, other.id]);
    await post(`/staff/${other.id}/disable`);
    expect((await post(`/staff/${mine}/disable`)).body).toMatchObject({ status: 409, code: 'last_admin' });
  });

  test.each([
    `update staff set role = 'billing_clerk'`,
    `update staff set disabled_at = now()`,
    'update staff set password_hash = null',
    'truncate staff cascade',
  ])('is kept by the database itself: %s', async (sql) => {
    await expect(owner.query(sql)).rejects.toThrow();
  });
});

describe('a password', () => {
  test('is changed by who knows it, and ends the sessions elsewhere', async () => {
    const { email, token } = await hired();
    const elsewhere = await service.signIn(email, PASSWORD);
    const change = (current_password: string, new_password: string) =>
      post('/auth/password', { current_password, new_password }, token);
    expect((await change('not this one at all', 'grey gulls over the pier')).body).toMatchObject({
      code: 'password_wrong',
    });
    expect((await change(PASSWORD, 'clinic2026clinic')).body).toMatchObject({ status: 400 });
    expect((await change(PASSWORD, 'grey gulls over the pier')).status).toBe(204);
    expect((await get('/auth/me', token)).status).toBe(200);
    expect((await get('/auth/me', elsewhere)).status).toBe(401);
  });

  test('is reset by a link that an admin gives, the newest only', async () => {
    const { id, email, token } = await hired();
    const link = async () => {
      expect(await post(`/staff/${id}/reset-link`)).toMatchObject({ status: 204, text: '' });
      return { token: await staffLink(service.ownerUrl, email) };
    };
    const first = await link();
    const second = await link();
    const use = (link: string) =>
      service.call('POST', '/auth/reset', { json: { token: link, password: 'tall ships at anchor' } });
    expect((await use(first.token)).status).toBe(401);
    const both = await Promise.all([use(second.token), use(second.token)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([204, 401]);
    expect((await get('/auth/me', token)).status).toBe(401);
    expect(await service.signIn(email, 'tall ships at anchor')).toBeTruthy();
  });

  test('guessed at from elsewhere keeps no one out who signs in where they always do', async () => {
    const { email } = await hired();
    const from = (address: string) => ({ 'x-forwarded-for': address });
    const login = (password: string, address: string) =>
      service.call('POST', '/auth/login', { json: { email, password }, headers: from(address) });
    expect((await login(PASSWORD, '198.51.100.7')).status).toBe(200);
    const guesses = await Promise.all(
      Array.from({ length: 14 }, (_, i) => login(`guess number ${i}`, `203.0.113.${i}`)),
    );
    expect(guesses.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(4);
    expect((await login(PASSWORD, '203.0.113.99')).status).toBe(429);
    expect((await login(PASSWORD, '198.51.100.7')).status).toBe(200);
  });
});

describe('a second factor', () => {
  const step = () => Math.floor(Date.now() / 30_000);

  test('is asked for at the sign-in; each code and each recovery code works once', async () => {
    const { email, token, id } = await hired();
    const offered = (await post('/auth/second-factor', { password: PASSWORD }, token)).body as {
      secret: string;
    };
    const confirm = (totp_code: string) => post('/auth/second-factor/confirm', { totp_code }, token);
    expect((await confirm('000000')).status).toBe(403);
    const confirmed = await confirm(totpCode(offered.secret, step() - 1));
    const { recovery_codes: codes } = confirmed.body as { recovery_codes: string[] };
    expect(codes).toHaveLength(10);

    const login = (more: object) =>
      service.call('POST', '/auth/login', { json: { email, password: PASSWORD, ...more } });
    expect((await login({})).body).toMatchObject({ status: 401, code: 'second_factor_needed' });
    expect((await login({ password: 'not this one at all' })).body).toMatchObject({ code: 'sign_in_failed' });
    const now = totpCode(offered.secret, step());
    expect((await login({ totp_code: now })).status).toBe(200);
    expect((await login({ totp_code: now })).body).toMatchObject({
      status: 401,
      code: 'second_factor_wrong',
    });
    const [recovery = ''] = codes;
    expect((await login({ totp_code: recovery.toLowerCase() })).status).toBe(200);
    expect((await login({ totp_code: recovery })).status).toBe(401);

    const me = async () => (await get('/auth/me', token)).body;
    expect(await me()).toMatchObject({ second_factor: true, recovery_codes_left: 9 });
    const spare = codes[1] ?? '';
    const renew = (more: object) => post('/auth/second-factor/recovery-codes', more, token);
    expect((await renew({ password: 'not this one at all', totp_code: spare })).body).toMatchObject({
      code: 'password_wrong',
    });
    const renewed = (await renew({ password: PASSWORD, totp_code: spare })).body as {
      recovery_codes: string[];
    };
    expect(await me()).toMatchObject({ recovery_codes_left: 10 });
    expect((await login({ totp_code: codes[2] })).status).toBe(401);
    expect((await login({ totp_code: renewed.recovery_codes[0] })).status).toBe(200);

    const { rows } = await owner.query('select totp_secret from staff where id = $1', [id]);
    expect(Buffer.from(rows[0].totp_secret).includes(offered.secret)).toBe(false);
    const seen = await owner.query(
      `select encode(code_hash, 'escape') as hash from recovery_codes where staff_id = $1`,
      [id],
    );
    expect(seen.rows.some((row) => codes.includes(row.hash))).toBe(false);
    expect((await post(`/staff/${id}/remove-second-factor`)).status).toBe(204);
    expect((await login({})).status).toBe(200);
  });

  test('ends the sessions that were opened without it, and is shown as apps show it', async () => {
    const { email, token } = await hired();
    const elsewhere = await service.signIn(email, PASSWORD);
    const { secret } = (await post('/auth/second-factor', { password: PASSWORD }, token)).body as {
      secret: string;
    };
    const code = totpCode(secret, step());
    const grouped = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect((await post('/auth/second-factor/confirm', { totp_code: grouped }, token)).status).toBe(200);
    expect((await get('/auth/me', token)).status).toBe(200);
    expect((await get('/auth/me', elsewhere)).status).toBe(401);
  });

  test('guessed at, is throttled for who has the password', async () => {
    const { email, token } = await hired();
    const { secret } = (await post('/auth/second-factor', { password: PASSWORD }, token)).body as {
      secret: string;
    };
    await post('/auth/second-factor/confirm', { totp_code: totpCode(secret, step() - 1) }, token);
    const tries = [];
    for (let guess = 0; guess < 7; guess++) {
      tries.push(
        await service.call('POST', '/auth/login', {
          json: { email, password: PASSWORD, totp_code: `00000${guess}` },
        }),
      );
    }
    expect(tries.at(-1)?.status).toBe(429);
    expect(Number(tries.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

test('the trail shows who did what to whom, refusals too', async () => {
  const { rows } = await owner.query('select distinct action from audit_logs');
  const actions = rows.map((row) => row.action);
  for (const action of [
    'invite_staff',
    'accept_invitation',
    'change_role',
    'disable_staff',
    'enable_staff',
    'end_session',
    'end_other_sessions',
    'renew_recovery_codes',
    'create_reset_link',
    'reset_password',
    'change_password',
    'password_refused',
    'add_second_factor',
    'remove_second_factor',
    'second_factor_refused',
    'sign_in_failed',
    'access_refused',
    'token_refused',
  ]) {
    expect(actions, action).toContain(action);
  }
});

describe('a fresh proof', () => {
  const NO_REFUND = '6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5';
  const unproven = (method: string, path: string, token: string, json: object = {}) =>
    service.call(method, path, { token, json, unproven: true });
  const approve = (token: string) => unproven('POST', `/refunds/${NO_REFUND}/approve`, token);
  const requestOf = async (token: string) =>
    ((await approve(token)).body as { step_up_request: string }).step_up_request;

  test('for money is by password, or by code where there is a second factor, for five minutes and this request', async () => {
    const { token } = await hired('admin');
    expect((await approve(token)).body).toMatchObject({ status: 403, code: 'step_up_needed' });
    const request = await requestOf(token);
    expect((await post('/auth/step-up', { password: 'not this one at all', request }, token)).status).toBe(
      403,
    );
    expect((await approve(token)).status).toBe(403);
    // One that counts for the session moves no money, nor does one for another request.
    await post('/auth/step-up', { password: PASSWORD }, token);
    await post('/auth/step-up', { password: PASSWORD, request: '0'.repeat(64) }, token);
    expect((await approve(token)).body).toMatchObject({ status: 403, code: 'step_up_needed' });
    expect((await post('/auth/step-up', { password: PASSWORD, request }, token)).status).toBe(204);
    // What was refused used nothing up; other words are another request.
    expect((await approve(token)).body).toMatchObject({ status: 404, code: 'refund_unknown' });
    await owner.query('delete from step_up_proofs');
    await owner.query(
      `insert into step_up_proofs (session_id, request_hash, proven_at)
       select id, decode($1, 'hex'), now() - interval '6 minutes' from sessions`,
      [request],
    );
    expect((await approve(token)).body).toMatchObject({ status: 403, code: 'step_up_needed' });

    const { secret } = (await post('/auth/second-factor', { password: PASSWORD }, token)).body as {
      secret: string;
    };
    const step = Math.floor(Date.now() / 30_000);
    await post('/auth/second-factor/confirm', { totp_code: totpCode(secret, step - 1) }, token);
    expect((await post('/auth/step-up', { password: PASSWORD, request }, token)).body).toMatchObject({
      code: 'second_factor_needed',
    });
    const proof = { totp_code: totpCode(secret, step), request };
    expect((await post('/auth/step-up', proof, token)).status).toBe(204);
    expect((await approve(token)).status).toBe(404);
  });

  test('for settings, staff and exports counts five minutes, and no setting turns it off', async () => {
    const { token } = await hired('admin');
    const off = { security: { step_up_for_refunds: false } };
    for (const [method, path, json] of [
      ['PATCH', '/settings', off],
      ['PATCH', '/settings', { security: { second_factor: 'optional' } }],
      ['POST', '/staff', { email: 'puppet@clinic.example', name: 'P', role: 'admin' }],
      ['GET', '/audit/export', undefined],
    ] as const) {
      const answer = await service.call(method, path, { token, json, unproven: true });
      expect(answer.body, path).toMatchObject({ status: 403, code: 'step_up_needed' });
    }
    await post('/auth/step-up', { password: PASSWORD }, token);
    expect((await unproven('PATCH', '/settings', token, { archive: { after_days: 731 } })).status).toBe(200);
    expect((await unproven('PATCH', '/settings', token, off)).status).toBe(400);
    await owner.query(`update sessions set stepped_up_at = stepped_up_at - interval '6 minutes'`);
    expect((await unproven('PATCH', '/settings', token, { archive: { after_days: 730 } })).status).toBe(403);
  });
});

describe('one’s own account', () => {
  test.each(['reset-link', 'remove-second-factor'])('is not opened by one’s own token: %s', async (what) => {
    const { id, token } = await hired('admin');
    expect((await post(`/staff/${id}/${what}`, {}, token)).body).toMatchObject({
      status: 409,
      code: 'own_account',
    });
  });
});

describe('who lost their rights while a lock was waited for', () => {
  const ends: [string, (id: string) => [string, string, object]][] = [
    ['is disabled', (id) => ['POST', `/staff/${id}/disable`, {}]],
    ['is no admin any more', (id) => ['PATCH', `/staff/${id}`, { role: 'billing_clerk' }]],
  ];
  test.each(ends)('%s, and nothing is done', async (_, end) => {
    const acting = await hired('admin');
    const subject = await hired();
    const holder = new pg.Client({ connectionString: service.ownerUrl });
    await holder.connect();
    try {
      const [{ pid }] = (await holder.query('select pg_backend_pid() as pid')).rows as [{ pid: number }];
      await holder.query('begin');
      await holder.query('select from staff where id = $1 for update', [subject.id]);
      const waiting = service.call('PATCH', `/staff/${subject.id}`, {
        token: acting.token,
        json: { name: 'Changed By The Gone' },
      });
      await until('the change waits for the lock', 60_000, async () => {
        const { rows } = await owner.query(
          `select from pg_locks waits join pg_locks holds using (transactionid)
           where not waits.granted and holds.granted and holds.pid = $1`,
          [pid],
        );
        return rows.length > 0;
      });
      const [method, path, json] = end(acting.id);
      expect((await service.call(method, path, { token: admin, json })).status).toBeLessThan(300);
      await holder.query('commit');
      expect((await waiting).body).toMatchObject({ status: 403, code: 'rights_ended' });
    } finally {
      await holder.end();
    }
    expect((await get(`/staff/${subject.id}`)).body).not.toMatchObject({ name: 'Changed By The Gone' });
  });
});
