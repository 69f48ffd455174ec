/** A clinic that requires a second factor: who has none may do nothing but get one, from the next request on. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { totpCode } from '../../functions/edges/security/second-factor.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';
import { staffLink } from '../support/staff-link.ts';

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);
/** What someone who must set up a second factor may do, by decision and not by the table that is tested. */
const OPEN_WITHOUT_FACTOR = ['auth-logout', 'auth-me', 'auth-second-factor', 'auth-second-factor-confirm'];

let service: Service;
let owner: pg.Client;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});
beforeEach(async () => {
  await owner.query('delete from recovery_codes');
  await owner.query('update staff set totp_secret = null, totp_confirmed_at = null, totp_last_step = null');
  await owner.query(`update clinic_settings set security = '{}', version = version + 1`);
});

async function require(token: string) {
  // Whoever has a second factor just entered a code, which works once: the proof is set here instead.
  await owner.query('update sessions set stepped_up_at = now()');
  return service.call('PATCH', '/settings', { token, json: { security: { second_factor: 'required' } } });
}
const codeOf = async (path: string, token: string) => {
  const { status, body } = await service.call('GET', path, { token });
  return status === 200 ? 200 : (body as { code: string }).code;
};
async function enrol(token: string, password: string): Promise<string> {
  const offered = await service.call('POST', '/auth/second-factor', { token, json: { password } });
  const { secret } = offered.body as { secret: string };
  const code = totpCode(secret, Math.floor(Date.now() / 30_000) - 1);
  const confirmed = await service.call('POST', '/auth/second-factor/confirm', {
    token,
    json: { totp_code: code },
  });
  expect(confirmed.status).toBe(200);
  return secret;
}

test('every route but the way in and the way out is closed until there is one', async () => {
  const token = await service.signIn(ADMIN.email, ADMIN.password);
  expect((await require(token)).status).toBe(200);
  const opened: string[] = [];
  for (const route of routes) {
    if (route.who === 'anyone' || route.who === 'signed' || route.name === 'auth-logout') continue;
    const withBody = route.method !== 'GET' && route.method !== 'DELETE';
    const path = route.path.replace(/^v1/, '').replace(/\{\w+\}/g, UNKNOWN_ID);
    const { status, body } = await service.call(route.method, path, { token, ...(withBody && { json: {} }) });
    const code = (body as { code?: string } | undefined)?.code;
    if (status !== 403 || code !== 'second_factor_required') opened.push(route.name);
  }
  expect(opened.sort()).toEqual(OPEN_WITHOUT_FACTOR.filter((name) => name !== 'auth-logout'));
  // Open to everybody, and asks who calls: an admin without a factor adds no one either.
  const added = await service.call('POST', '/auth/register', {
    token,
    json: { email: 'x@clinic.example', password: 'wide open prairie 9', name: 'X', role: 'admin' },
  });
  expect(added.body).toMatchObject({ status: 403, code: 'second_factor_required' });
  expect((await service.call('POST', '/auth/logout', { token, json: {} })).status).toBe(204);
  const { rows } = await owner.query(
    `select distinct target_id from audit_logs where action = 'access_refused' and outcome = 'refused'`,
  );
  expect(rows.map((row) => row.target_id)).toEqual(expect.arrayContaining(['invoices-create', 'staff-list']));
});

describe('where it is required', () => {
  test('running sessions are stopped at their next request, no one is locked out, and enrolling restores access', async () => {
    const admin = await service.signIn(ADMIN.email, ADMIN.password);
    const clerk = await service.signIn(CLERK.email, CLERK.password);
    expect(await codeOf('/patients', clerk)).toBe(200);
    await require(admin);
    expect([await codeOf('/patients', clerk), await codeOf('/settings', admin)]).toEqual([
      'second_factor_required',
      'second_factor_required',
    ]);
    await enrol(admin, ADMIN.password);
    await enrol(clerk, CLERK.password);
    expect([await codeOf('/patients', clerk), await codeOf('/settings', admin)]).toEqual([200, 200]);
  });

  test('the sign-in says what is missing, and so does each refresh', async () => {
    await require(await service.signIn(ADMIN.email, ADMIN.password));
    const signedIn = await service.call('POST', '/auth/login', { json: CLERK });
    const { refresh_token } = signedIn.body as { refresh_token: string };
    expect(signedIn.body).toMatchObject({ must_enrol: true, idle_minutes: 15 });
    const refreshed = await service.call('POST', '/auth/refresh', { json: { refresh_token } });
    expect(refreshed.body).toMatchObject({ must_enrol: true });
    const { access_token: token } = refreshed.body as { access_token: string };
    expect(await codeOf('/patients', token)).toBe('second_factor_required');
    const secret = await enrol(token, CLERK.password);
    const again = await service.call('POST', '/auth/login', {
      json: { ...CLERK, totp_code: totpCode(secret, Math.floor(Date.now() / 30_000)) },
    });
    expect(again.body).toMatchObject({ must_enrol: false });
  });

  test('no one turns their own off; an admin who removes it for a lost phone sends them to a new one', async () => {
    const admin = await service.signIn(ADMIN.email, ADMIN.password);
    const clerk = await service.signIn(CLERK.email, CLERK.password);
    await enrol(admin, ADMIN.password);
    const secret = await enrol(clerk, CLERK.password);
    await require(admin);
    const drop = await service.call('POST', '/auth/second-factor/disable', {
      token: clerk,
      json: {
        password: CLERK.password,
        totp_code: totpCode(secret, Math.floor(Date.now() / 30_000)),
      },
    });
    expect(drop.body).toMatchObject({ status: 409, code: 'second_factor_required' });
    const { rows } = await owner.query('select id from staff where email = $1', [CLERK.email]);
    await service.call('POST', `/staff/${rows[0].id}/remove-second-factor`, { token: admin, json: {} });
    expect((await service.call('GET', '/auth/me', { token: clerk })).status).toBe(401);
    const fresh = await service.signIn(CLERK.email, CLERK.password);
    expect(await codeOf('/patients', fresh)).toBe('second_factor_required');
  });

  test('an invitation and a reset link still work: they open no session', async () => {
    const admin = await service.signIn(ADMIN.email, ADMIN.password);
    await enrol(admin, ADMIN.password);
    await require(admin);
    const invited = await service.call('POST', '/staff', {
      token: admin,
      json: { email: 'new@clinic.example', name: 'New Person', role: 'billing_clerk' },
    });
    expect(invited.status).toBe(201);
    const link = { token: await staffLink(service.ownerUrl, 'new@clinic.example') };
    const password = 'wide open prairie 9';
    expect(
      (await service.call('POST', '/auth/reset', { json: { token: link.token, password } })).status,
    ).toBe(204);
    const token = await service.signIn('new@clinic.example', password);
    expect(await codeOf('/patients', token)).toBe('second_factor_required');
  });
});

test('a recovery code from before does not confirm a new app', async () => {
  const token = await service.signIn(CLERK.email, CLERK.password);
  const { rows } = await owner.query('select id from staff where email = $1', [CLERK.email]);
  await owner.query(
    `insert into recovery_codes (staff_id, code_hash) values ($1, sha256('recovery:AAAABBBB'))`,
    [rows[0].id],
  );
  await service.call('POST', '/auth/second-factor', { token, json: { password: CLERK.password } });
  const confirmed = await service.call('POST', '/auth/second-factor/confirm', {
    token,
    json: { totp_code: 'AAAA-BBBB' },
  });
  expect(confirmed.body).toMatchObject({ code: 'second_factor_wrong' });
});

test.each([
  `{"second_factor": "sometimes"}`,
  `{"session_idle_minutes": 600}`,
  `{"session_idle_minutes": 0}`,
  `{"step_up_for_refunds": "yes"}`,
  '[]',
])('the database itself refuses %s', async (security) => {
  await expect(
    owner.query('update clinic_settings set security = $1, version = version + 1', [security]),
  ).rejects.toThrow(/violates check constraint/);
});

test('the minutes until an unused browser is signed out are the clinic’s', async () => {
  const token = await service.signIn(ADMIN.email, ADMIN.password);
  const change = (security: object) => service.call('PATCH', '/settings', { token, json: { security } });
  const browser = async () => {
    const { body } = await service.call('POST', '/auth/login', {
      json: { ...CLERK, token_delivery: 'cookie' },
      headers: { 'x-clinic-csrf': '1' },
    });
    return body as { access_token: string; idle_minutes: number };
  };
  await change({ session_idle_minutes: 30 });
  const long = await browser();
  expect(long.idle_minutes).toBe(30);
  await owner.query(
    `update sessions set last_seen_at = now() - interval '20 minutes' where delivery = 'cookie'`,
  );
  expect(await codeOf('/patients', long.access_token)).toBe(200);
  await owner.query(
    `update sessions set last_seen_at = now() - interval '20 minutes' where delivery = 'cookie'`,
  );
  await change({ session_idle_minutes: 10 });
  expect(await codeOf('/patients', long.access_token)).toBe('sign_in_needed');
});
