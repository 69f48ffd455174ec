/** Attacks by what is sent: injection, pollution, too much of everything, and fields that are not the client's to set. */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

const LOG = join(tmpdir(), `clinic-input-${process.pid}.jsonl`);
const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);

let service: Service;
let owner: pg.Client;
let admin: string;
let clerk: string;
beforeAll(async () => {
  service = await startService({ LOG_FILE: LOG, LOG_LEVEL: 'info' });
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

const post = (path: string, json: unknown, token = clerk) => service.call('POST', path, { token, json });
const get = (path: string, token = admin) => service.call('GET', path, { token });

describe('SQL in', () => {
  const PAYLOADS = [
    "' OR 1=1--",
    '; select pg_sleep(5)',
    "'; drop table staff; --",
    '1) union select password_hash from staff --',
    '$(7*7)',
    '{{7*7}}',
  ];
  const lists = routes.filter(
    (route) => route.method === 'GET' && !route.path.includes('{') && route.who !== 'anyone',
  );

  test.each(lists.map((route) => ({ name: route.name, route })))(
    'every parameter of $name is a value or is refused',
    async ({ route }) => {
      const shape = (route.input as { shape?: Record<string, unknown> }).shape ?? {};
      const base = route.path.replace(/^v1/, '');
      for (const name of [...Object.keys(shape), 'sort', 'order']) {
        for (const payload of PAYLOADS) {
          const answer = await get(`${base}?${name}=${encodeURIComponent(payload)}`);
          expect([200, 400, 404, 422], `${name}=${payload}: ${answer.text.slice(0, 200)}`).toContain(
            answer.status,
          );
        }
      }
    },
  );

  test.each(
    lists
      .filter((route) => 'cursor' in ((route.input as { shape?: object }).shape ?? {}))
      .map((route) => ({ name: route.name, route })),
  )('a cursor of $name that somebody made', async ({ route }) => {
    const base = route.path.replace(/^v1/, '');
    for (const values of [
      ['x'],
      ["' OR 1=1--", 'x'],
      ['x', 'y', 'z'],
      [1, 2],
      [1e300],
      ['2026-13-45', 'x'],
      [{}],
      'x',
      null,
    ]) {
      const cursor = Buffer.from(JSON.stringify(values)).toString('base64url');
      const answer = await get(`${base}?cursor=${cursor}`);
      expect([200, 400], `${JSON.stringify(values)}: ${answer.text.slice(0, 200)}`).toContain(answer.status);
    }
  });

  test('a body changes nothing but what it says', async () => {
    const name = "Robert'); drop table patients; --";
    const { body } = await post('/patients', { name });
    expect((await get(`/patients/${(body as { id: string }).id}`)).body).toMatchObject({ name });
  });
});

describe('fields that are not the client’s to set are refused, and nothing is stored', () => {
  test.each([
    ['/patients', { name: 'x', id: '00000000-0000-4000-8000-000000000000' }],
    ['/patients', { name: 'x', created_at: '2020-01-01T00:00:00Z' }],
    ['/patients', { name: 'x', erased_at: null }],
    ['/staff', { email: 'a@b.example', name: 'x', role: 'admin', password_hash: 'x' }],
    ['/staff', { email: 'a@b.example', name: 'x', role: 'owner' }],
    ['/auth/login', { email: 'a@b.example', password: 'x', role: 'admin' }],
    [
      '/invoices',
      {
        patient_id: '00000000-0000-4000-8000-000000000000',
        due_date: '2027-01-01',
        items: [],
        status: 'paid',
        total_amount_cents: 1,
        invoice_number: 'X',
        stripe_checkout_session_id: 'cs_1',
      },
    ],
  ])('%s %j', async (path, json) => {
    expect((await post(path, json, admin)).body).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  test.each([-1, 0, 0.5, 1e9, '100', null, [], {}])(
    'an amount of %j on the way to pay',
    async (amount_cents) => {
      const answer = await service.call('POST', '/public/invoices/x/checkout', { json: { amount_cents } });
      expect(answer.status).toBe(400);
    },
  );
});

describe('too much', () => {
  test.each([
    ['a body that is too large', { body: JSON.stringify({ name: 'x'.repeat(2_000_000) }) }, 413],
    ['a text that is too long', { json: { name: 'x'.repeat(5_000) } }, 400],
    [
      'ten thousand keys',
      { json: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i])) },
      400,
    ],
    [
      'too many metadata',
      {
        json: { name: 'x', metadata: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`k${i}`, i])) },
      },
      400,
    ],
    ['nesting', { body: `{"name":"x","metadata":${'['.repeat(5_000)}${']'.repeat(5_000)}}` }, 400],
  ])('%s is refused', async (_, sent, status) => {
    expect((await service.call('POST', '/patients', { token: clerk, ...sent })).status).toBe(status);
  });

  test('ten thousand query parameters are refused', async () => {
    const query = Array.from({ length: 2_000 }, (_, i) => `k${i}=1`).join('&');
    expect([400, 414, 431]).toContain((await get(`/patients?${query}`)).status);
  });

  test.each(['(a+)+$', 'a'.repeat(200), '%'.repeat(200), '\\', '_%_%', '🦷'.repeat(50)])(
    'a search for %j is bounded and literal',
    async (query) => {
      const answer = await get(`/patients?query=${encodeURIComponent(query)}`);
      expect(answer.body).toMatchObject({ data: [] });
    },
  );
});

describe('text that breaks things', () => {
  test.each([
    ['a NUL', '{"name":"a\\u0000b"}'],
    ['half of a pair', '{"name":"a\\ud800b"}'],
    ['a key that changes objects', '{"name":"x","metadata":{"__proto__":{"admin":true}}}'],
    ['a constructor', '{"name":"x","constructor":{"prototype":{"admin":true}}}'],
  ])('%s is refused', async (_, body) => {
    expect((await service.call('POST', '/patients', { token: clerk, body })).status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('a request id that would break a log or a header is replaced', async () => {
    for (const given of ['a b', 'x'.repeat(200), '<script>', '"}{"level":"error']) {
      const answer = await service.call('GET', '/health/live', { headers: { 'x-request-id': given } });
      expect(answer.headers.get('x-request-id')).not.toBe(given);
    }
  });

  test('a formula in a name stays text in the exported trail', async () => {
    const made = await post(
      '/staff',
      { email: 'f@clinic.example', name: '=HYPERLINK("http://evil.example")', role: 'billing_clerk' },
      admin,
    );
    const { link } = made.body as { link: { token: string } };
    await service.call('POST', '/auth/reset', {
      json: { token: link.token, password: 'slow green ferry home' },
    });
    await service.signIn('f@clinic.example', 'slow green ferry home');
    const csv = await get('/audit/export?action=sign_in');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    const lines = (await get('/audit/export?format=ndjson&action=sign_in')).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toContain('sign_in');
  });
});

test('a fault of ours tells nothing but where to find it', async () => {
  await owner.query('alter table patients rename to patients_away');
  const answer = await get('/patients');
  await owner.query('alter table patients_away rename to patients');
  expect(answer.body).toMatchObject({ status: 500, code: 'internal_error', request_id: expect.any(String) });
  for (const leak of ['patients', 'select', 'relation', '/functions/', 'at ', 'postgres'])
    expect(answer.text).not.toContain(leak);
});

test('nothing secret is in the log', async () => {
  const log = await readFile(LOG, 'utf8');
  expect(log).toContain('"operation":"patients-create"');
  for (const secret of [
    ADMIN.password,
    CLERK.password,
    admin,
    clerk,
    'Bearer ',
    ADMIN.email,
    'Robert',
    'sk_test',
    'whsec_',
    '$argon2',
  ]) {
    expect(log, secret).not.toContain(secret);
  }
});

test('the role of the app can do what it must and nothing else', async () => {
  const app = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await app.connect();
  onTestFinished(() => app.end());
  for (const sql of [
    'create table mine (id int)',
    'drop table staff',
    'alter table audit_logs disable trigger all',
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/passwd')",
    'set role clinic_owner',
    'delete from document_numbers',
    'delete from ledger_entries',
    'update ledger_entries set amount_cents = 1',
    'update payments set currency = currency',
    'delete from staff',
    `update staff set created_at = now()`,
    'delete from audit_logs',
    'truncate audit_logs',
    `insert into audit_logs (actor_type, action, target_type, request_id, created_at) values ('system', 'x_x', 'x_x', 'x', now() - interval '1 day')`,
    "set session_replication_role = 'replica'",
  ]) {
    await expect(app.query(sql), sql).rejects.toThrow(/permission denied|must be owner|cannot be/);
  }
  const { rows } = await app.query(
    'select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user',
  );
  expect(rows).toEqual([{ rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false }]);
});
