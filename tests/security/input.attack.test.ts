/** Attacks by what is sent: injection, pollution, too much of everything, and fields that are not the client's to set. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ZodType } from 'zod';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { until } from '../../infra/processes/time.ts';
import { type AttackedClinic, attackedClinic, ENTRY_POINTS, WAIT } from '../support/attacked/clinic.ts';

const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);

let clinic: AttackedClinic;
let admin: string;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  admin = await clinic.signIn(clinic.admin);
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

const post = (path: string, json: unknown, token = clerk) => clinic.call('POST', path, { token, json });
const get = (path: string, token = admin) => clinic.call('GET', path, { token });

describe('S43: SQL in', () => {
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
  )('a cursor of $name that someone made', async ({ route }) => {
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

  test('S43: a body changes nothing but what it says', async () => {
    const name = "Robert'); drop table patients; --";
    const { body } = await post('/patients', { name });
    expect((await get(`/patients/${(body as { id: string }).id}`)).body).toMatchObject({ name });
  });
});

describe('S28: fields that are not the client’s to set are refused, and nothing is stored', () => {
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
        due_date: '2037-01-01',
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
    'S34: an amount of %j on the way to pay',
    async (amount_cents) => {
      const answer = await clinic.call('POST', '/public/invoices/x/checkout', { json: { amount_cents } });
      expect(answer.status).toBe(400);
    },
  );
});

describe('S53: too much', () => {
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
    expect((await clinic.call('POST', '/patients', { token: clerk, ...sent })).status).toBe(status);
  });

  test('ten thousand query parameters are refused', async () => {
    const query = (count: number) => Array.from({ length: count }, (_, i) => `k${i}=1`).join('&');
    expect((await get(`/patients?${query(1_000)}`)).body).toMatchObject({ code: 'too_many_parameters' });
    expect((await get(`/patients?${query(10_000)}`)).status).toBe(431);
  });

  test.each([
    '(qzx+)+$',
    'a'.repeat(200),
    '%'.repeat(200),
    '\\',
    '_%_%',
    '🦷'.repeat(50),
    `${'a'.repeat(199)}!`,
  ])('S44: a search for %j is bounded and literal', async (query) => {
    await post('/patients', { name: 'Found By Wildcards' });
    const answer = await get(`/patients?query=${encodeURIComponent(query)}`);
    expect(answer.body).toMatchObject({ data: [] });
  });
});

describe('S43: text that breaks things', () => {
  test.each([
    ['a NUL', '{"name":"a\\u0000b"}'],
    ['half of a pair', '{"name":"a\\ud800b"}'],
    ['a key that changes objects', '{"name":"x","metadata":{"__proto__":{"admin":true}}}'],
    ['a constructor', '{"name":"x","constructor":{"prototype":{"admin":true}}}'],
  ])('%s is refused', async (_, body) => {
    expect((await clinic.call('POST', '/patients', { token: clerk, body })).status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('a request id that would break a log or a header is replaced', async () => {
    for (const given of ['a b', 'x'.repeat(200), '<script>', '"}{"level":"error']) {
      const answer = await clinic.call('GET', '/health/live', { headers: { 'x-request-id': given } });
      expect(answer.headers.get('x-request-id')).not.toBe(given);
    }
  });

  test('S46: a formula in a name stays text in the exported trail', async () => {
    await post(
      '/staff',
      { email: 'f@clinic.example', name: '=HYPERLINK("http://evil.example")', role: 'billing_clerk' },
      admin,
    );
    let token = '';
    await until('the invitation', WAIT, async () => {
      const mails = await clinic.mailTo('f@clinic.example');
      token = mails.flatMap(({ text }) => /#(\S+)/.exec(text)?.[1] ?? [])[0] ?? '';
      return token !== '';
    });
    await clinic.call('POST', '/auth/reset', { json: { token, password: 'slow green ferry home' } });
    await clinic.signIn({ email: 'f@clinic.example', password: 'slow green ferry home' });
    const csv = await get('/audit/export?action=sign_in');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    const lines = (await get('/audit/export?format=ndjson&action=sign_in')).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toContain('sign_in');
  });
});

describe('S28: a body that means two things', () => {
  const name = () => `Two Meanings ${randomUUID()}`;
  const raw = (body: string | Buffer, type = 'application/json', through: 'api' | 'web' = 'api') =>
    clinic.call('POST', '/patients', { token: clerk, body, through, headers: { 'content-type': type } });

  test.each([
    ['a key twice', (n: string) => `{"name":"${n}","name":"Other"}`, 'key_given_twice'],
    [
      'a key twice, once in disguise',
      (n: string) => `{"name":"${n}","n\\u0061me":"Other"}`,
      'key_given_twice',
    ],
    [
      'a key twice, deep inside',
      (n: string) => `{"name":"${n}","metadata":{"a":1,"a":2}}`,
      'key_given_twice',
    ],
    ['more behind it', (n: string) => `{"name":"${n}"}{"name":"Other"}`, 'body_not_json'],
    ['a mark before it', (n: string) => `\ufeff{"name":"${n}"}`, 'body_not_json'],
    ['a comment', (n: string) => `{"name":"${n}"/*,"x":1*/}`, 'body_not_json'],
    ['a number that is none', (n: string) => `{"name":"${n}","metadata":{"a":NaN}}`, 'body_not_json'],
    ['a number beyond all', (n: string) => `{"name":"${n}","metadata":{"a":1e400}}`, 'validation_failed'],
  ])('%s is refused at both entry points', async (_, body, code) => {
    for (const entryPoint of ENTRY_POINTS) {
      const given = name();
      expect((await raw(body(given), 'application/json', entryPoint)).body).toMatchObject({
        status: 400,
        code,
      });
      expect(await clinic.rows('select from patients where name = $1', [given])).toEqual([]);
    }
  });

  test('what only looks like a key given twice is taken as it is', async () => {
    const odd = `A "name": "x", "name" \\`;
    const json = { name: odd, metadata: { note: '"note": 1, "note": 2', 'a:b': ':', '"': '\\"' } };
    const { body } = await post('/patients', json);
    expect(body).toMatchObject(json);
  });

  test.each([
    'text/plain',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16le',
    'application/json; charset=utf-8, text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/xml',
    '',
  ])('sent as “%s” is refused', async (type) => {
    expect((await raw(`{"name":"${name()}"}`, type)).body).toMatchObject({
      status: 400,
      code: 'content_type_not_json',
    });
  });

  test('bytes that are no text are refused', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect((await raw(body)).body).toMatchObject({ status: 400, code: 'body_not_utf8' });
  });
});

describe('S34: an amount', () => {
  const item = { description: 'Consultation', quantity: 1, unit_price_cents: 100_00 };
  let patient: string;
  beforeAll(async () => {
    patient = ((await post('/patients', { name: 'Ana Pérez' })).body as { id: string }).id;
  });
  test.each<[string, object | string]>([
    ['below nothing', { ...item, unit_price_cents: -1 }],
    ['of half a cent', { ...item, unit_price_cents: 0.5 }],
    ['beyond all sums', { ...item, unit_price_cents: 1e20 }],
    ['as a text', { ...item, unit_price_cents: '100' }],
    ['as an exponent beyond all', '{"description":"x","quantity":1,"unit_price_cents":1e400}'],
    ['just beyond what is exact', '{"description":"x","quantity":1,"unit_price_cents":9007199254740993}'],
    ['of no pieces', { ...item, quantity: 0 }],
    ['of minus nothing pieces', '{"description":"x","quantity":-0,"unit_price_cents":100}'],
    ['that its discount turns round', { ...item, discount_cents: 100_01 }],
    ['with a total of the client’s', { ...item, total_cents: 1 }],
  ])('%s is refused', async (_, line) => {
    const text = typeof line === 'string' ? line : JSON.stringify(line);
    const body = `{"patient_id":"${patient}","due_date":"2037-01-31","items":[${text}]}`;
    expect((await clinic.call('POST', '/invoices', { token: clerk, body })).body).toMatchObject({
      status: 400,
      code: 'validation_failed',
    });
  });

  test('is computed by the server alone, and no more than the balance can be paid', async () => {
    const { token, id } = await clinic.issue(clerk, { cents: 50_00 });
    for (const amount_cents of [50_01, 99_999_999, 1]) {
      const answer = await clinic.call('POST', `/public/invoices/${token}/checkout`, {
        json: { amount_cents },
      });
      expect([400, 409, 422], `${amount_cents}: ${answer.text}`).toContain(answer.status);
    }
    const more = { json: { amount_cents: 10_00, currency: 'jpy' } };
    expect((await clinic.call('POST', `/public/invoices/${token}/checkout`, more)).status).toBe(400);
    expect((await get(`/invoices/${id}`)).body).toMatchObject({ balance_cents: 50_00, status: 'issued' });
  });
});

describe('S22: what someone else was answered', () => {
  test('is not returned to another caller who sends their Idempotency-Key', async () => {
    const json = { name: `Key Holder ${randomUUID()}` };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await clinic.call('POST', '/patients', { token: clerk, json, headers });
    const other = await clinic.call('POST', '/patients', { token: admin, json, headers });
    expect(other.status).toBe(201);
    expect((other.body as { id: string }).id).not.toBe((first.body as { id: string }).id);
    const again = await clinic.call('POST', '/patients', { token: clerk, json, headers });
    expect(again.body).toEqual(first.body);
  });

  test.each(['a b', 'x'.repeat(256), '\u00e9', ''])('a key such as “%s” is refused', async (key) => {
    const headers = { 'idempotency-key': Buffer.from(key).toString('latin1') };
    expect(
      (await clinic.call('POST', '/patients', { token: clerk, json: { name: 'x' }, headers })).body,
    ).toMatchObject({ status: 400, code: 'idempotency_key_invalid' });
  });

  test.each(['"0"', '"999"', 'W/"999"', '"1", "2"', '1', '"-1"', '"1e3"', '"99999999999999999999"', ''])(
    'a version such as %s overwrites nothing',
    async (version) => {
      const { body } = await post('/patients', { name: 'Before' });
      const { id } = body as { id: string };
      const headers = { 'if-match': version };
      const answer = await clinic.call('PATCH', `/patients/${id}`, {
        token: clerk,
        json: { name: 'After' },
        headers,
      });
      expect([400, 412]).toContain(answer.status);
      expect((await get(`/patients/${id}`)).body).toMatchObject({ name: 'Before' });
    },
  );

  test('a cursor of one list opens nothing in another', async () => {
    for (let count = 0; count < 2; count++) await clinic.issue(clerk);
    const { next_cursor: cursor } = (await get('/patients?limit=1')).body as { next_cursor: string };
    for (const path of ['/invoices', '/audit', '/staff', '/payments', '/refunds']) {
      const answer = await get(`${path}?limit=1&cursor=${cursor}`);
      expect([200, 400], `${path}: ${answer.text}`).toContain(answer.status);
      if (path === '/audit') expect(answer.status).toBe(400);
    }
  });
});

describe('S47 S48: markup in what is typed', () => {
  const MARKUP = '<img src=http://127.0.0.1:1/x onerror=alert(1)><script>alert(1)</script>';

  test('is shown as text in the printed invoice, and printing fetches nothing', async () => {
    const description = `${MARKUP} file:///etc/passwd @import url(http://127.0.0.1:1)`;
    const { id, token } = await clinic.issue(clerk, { description, patient: { name: `Ana ${MARKUP}` } });
    const pdf = await clinic.call('GET', `/public/invoices/${token}/pdf`);
    expect(pdf.status).toBe(200);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    const text = pdfLines(pdf.bytes).join('').replace(/\s+/g, '');
    expect(text).toContain('<script>alert(1)</script>');
    expect(text).toContain('file:///etc/passwd');
    expect(pdf.bytes.toString('latin1')).not.toMatch(/\/(JavaScript|Launch|URI|SubmitForm)\b/);
    expect((await get(`/invoices/${id}/pdf`)).status).toBe(200);
  });

  test('is nothing but text in an answer, whose type a browser may not guess', async () => {
    const { body } = await post('/patients', { name: MARKUP });
    const answer = await get(`/patients/${(body as { id: string }).id}`);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const problem = await get(`/invoices/${encodeURIComponent(MARKUP)}`);
    expect(problem.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.text).not.toContain('<script>');
  });

  test('does not reach an e-mail, which names the clinic, the invoice and the link alone', async () => {
    const invoice = await clinic.issue(clerk, { description: MARKUP, patient: { name: `Ana ${MARKUP}` } });
    await post(`/invoices/${invoice.id}/send`, { notify: ['email'] });
    await until('the e-mail', WAIT, async () => (await clinic.mailTo(invoice.email)).length > 0);
    for (const { subject, text, html } of await clinic.mailTo(invoice.email)) {
      const all = `${subject}${text}${html ?? ''}`;
      expect(all).not.toContain('alert(1)');
      expect(all).not.toContain('Ana');
      expect(all).toContain(invoice.number);
    }
  });
});

describe('S52: an address for the server to fetch', () => {
  test('is asked for nowhere', () => {
    const fields = routes.flatMap((route) =>
      Object.entries((route.input as { shape?: Record<string, ZodType> }).shape ?? {}),
    );
    const named = fields.filter(([name]) =>
      /(^|_)(ur[il]|host|callback|webhook|redirect|logo|image)s?(_|$)/i.test(name),
    );
    // A logo is sent as the file itself: an address in its place is refused.
    const taken = named.filter(([, field]) =>
      ['http://169.254.169.254/', '//evil.example/x', 'evil.example', 'data:image/png;base64,AAAA'].some(
        (address) => field.safeParse(address).success,
      ),
    );
    expect(taken.map(([name]) => name)).toEqual([]);
  });

  test('in a Host header, in forwarding headers or in a link to pay changes no address that is sent out', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'gopher',
    };
    const invoice = await clinic.issue(clerk);
    await clinic.call('POST', `/invoices/${invoice.id}/send`, {
      token: clerk,
      json: { notify: ['email'] },
      headers,
    });
    await clinic.call('POST', '/public/links/renew', { json: { token: invoice.token }, headers });
    await until('the e-mails', WAIT, async () => (await clinic.mailTo(invoice.email)).length > 1);
    for (const { text, html } of await clinic.mailTo(invoice.email)) {
      expect(text).toContain('https://billing.example/patient/invoice/');
      expect(`${text}${html}`).not.toContain('evil.example');
    }
    const email = `${randomUUID()}@clinic.example`;
    await clinic.call('POST', '/staff', {
      token: admin,
      json: { email, name: 'New', role: 'billing_clerk' },
      headers,
    });
    await until('the invitation', WAIT, async () => (await clinic.mailTo(email)).length > 0);
    for (const { text, html } of await clinic.mailTo(email)) {
      expect(text).toContain('https://billing.example/');
      expect(`${text}${html}`).not.toContain('evil.example');
    }
  });
});
