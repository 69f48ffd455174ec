/** The HTTP front, asked over the wire: once on the fast path and once through the library's Request and Response. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHAPES } from './fixtures/app/shapes.ts';
import { type FixtureHost, startFixtureHost } from './fixtures/run.ts';

const WITHOUT_LISTENERS = [
  '--no-timers',
  '--no-queues',
  '--cors',
  'https://portal.example,https://other.example',
];
const ENV = { 'AzureWebJobs.hidden.Disabled': 'true', FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '2000' };

let fast: FixtureHost;
let plain: FixtureHost;

beforeAll(async () => {
  [fast, plain] = await Promise.all([
    startFixtureHost({ args: WITHOUT_LISTENERS, env: ENV }),
    startFixtureHost({ args: [...WITHOUT_LISTENERS, '--no-fast-http'], env: ENV }),
  ]);
});

afterAll(async () => {
  await Promise.all([fast?.part.stop(), plain?.part.stop()]);
});

type Answer = { status: number; headers: Record<string, unknown>; body: string };

/** One raw exchange: fetch would normalise the path and hide doubled headers. */
function ask(host: FixtureHost, method: string, path: string, given: Exchange = {}): Promise<Answer> {
  const { headers = {}, body } = given;
  return new Promise((resolve, reject) => {
    const call = request(
      `${host.url}/`,
      { method, path, headers: { host: 'clinic.test', ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { date: _, ...rest } = response.headers;
          resolve({
            status: response.statusCode ?? 0,
            headers: rest,
            body: Buffer.concat(chunks).toString('latin1'),
          });
        });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

type Exchange = { headers?: Record<string, string | string[]>; body?: string };

const form = 'a=1&b=2';
const ALIKE: [string, string, Exchange?][] = [
  ...[
    'nothing',
    'null',
    'text',
    'bytes',
    'html',
    'json',
    'jsonNull',
    'empty',
    'notModified',
    'textStatus',
  ].map((how): [string, string] => ['GET', `/api/respond/${how}`]),
  ...[
    'badStatus',
    'highStatus',
    'twoSetCookies',
    'bigint',
    'number',
    'headersObject',
    'doubled',
    'numberHeader',
    'badHeader',
    'throws',
  ].map((how): [string, string] => ['GET', `/api/respond/${how}`]),
  ...Object.keys(SHAPES).map((how): [string, string] => ['GET', `/api/respond/${how}`]),
  ...['readAll', 'bodyAfterText', 'streamed'].map((how): [string, string, Exchange] => [
    'POST',
    `/api/respond/${how}`,
    { body: '{"a":1}' },
  ]),
  ['POST', '/api/respond/bodyAfterText'],
  ['GET', '/api/respond/throwsUndefined'],
  ['GET', '/api/respond/cookies'],
  ['POST', '/api/respond/clone', { body: 'twice' }],
  ['POST', '/api/respond/twice', { body: 'once' }],
  ['POST', '/api/respond/buffer', { body: '\u00e9\u0000' }],
  [
    'POST',
    '/api/respond/form',
    { body: form, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  ['GET', '/api/echo/7?q=1&q=2&empty=&sp=a+b%20c'],
  ['GET', '/API/Echo/7/%41%2Fb'],
  ['GET', '/api/echo/7/x/', { headers: { 'x-test': ['one', 'two'] } }],
  ['GET', '/api/echo/7', { body: 'a body that GET cannot have', headers: { 'content-length': '27' } }],
  ['PUT', '/api/echo/7', { body: '\ufeff{"bom":true}' }],
  ['POST', '/api/echo/7', { body: 'in chunks', headers: { 'transfer-encoding': 'chunked' } }],
  ['HEAD', '/api/echo/7'],
  ...['?', '?&&', '?=1', '?a', '?a=%zz', '?a=1#b', '?a=%00', `?a=${'x'.repeat(2000)}`].map(
    (query): [string, string] => ['GET', `/api/echo/7${query}`],
  ),
  ...[
    '//api/echo/7',
    '/api//echo/7',
    '/api/echo/7//',
    '/api/echo/%zz',
    '/api/echo/7/%00',
    '/api/echo/7/a+b',
  ].map((path): [string, string] => ['GET', path]),
  ['GET', '/api/echo/7', { headers: { 'x-test': '' } }],
  ['GET', '/api/echo/7', { headers: { cookie: ['a=1', 'b=2'] } }],
  ['PUT', '/api/echo/7', { headers: { 'content-length': '0' } }],
  ['PUT', '/api/echo/7', { body: '1', headers: { expect: '100-continue' } }],
  ['GET', '/api/hooked'],
  ['GET', '/api/nothing-here'],
];

describe('the fast path answers like the library', () => {
  test.each(ALIKE)('%s %s', async (method, path, exchange) => {
    const [one, other] = [await ask(fast, method, path, exchange), await ask(plain, method, path, exchange)];
    expect(one).toEqual(other);
  });
});

describe.each(['fast', 'plain'] as const)('over the %s path', (which) => {
  const host = (): FixtureHost => (which === 'fast' ? fast : plain);
  const echo = async (path: string, exchange?: Exchange): Promise<Record<string, unknown>> =>
    JSON.parse((await ask(host(), 'GET', path, exchange)).body) as Record<string, unknown>;

  test('a handler without a result answers 204', async () => {
    expect(await ask(host(), 'GET', '/api/respond/nothing')).toMatchObject({ status: 204, body: '' });
  });

  test('a handler that throws answers 500 and reveals nothing', async () => {
    expect(await ask(host(), 'GET', '/api/respond/throws')).toMatchObject({ status: 500, body: '' });
    expect(host().lines.join('\n')).toContain('Error: secret');
  });

  test('a result that is no object answers 500', async () => {
    expect((await ask(host(), 'GET', '/api/respond/number')).status).toBe(500);
  });

  test('a post-invocation hook can turn a failure into an answer', async () => {
    const answer = await ask(host(), 'GET', '/api/hooked');
    expect(answer).toMatchObject({ status: 418, body: 'before null failed with changed' });
  });

  test('a log hook changes what the user logs', async () => {
    await ask(host(), 'GET', '/api/hooked');
    expect(
      host().lines.some((line) => line.includes('Function.hooked.User') && line.includes('card ****')),
    ).toBe(true);
  });

  test('values of a repeated query key come joined', async () => {
    expect((await echo('/api/echo/1?q=1&q=2')).all).toEqual(['1,2']);
  });

  test('route parameters are decoded, but %2F stays', async () => {
    expect((await echo('/api/echo/1/%41%2Fb')).params).toEqual({ id: '1', rest: 'A%2Fb' });
  });

  test('a body in chunks, without a length, arrives empty', async () => {
    const exchange = { body: 'lost', headers: { 'transfer-encoding': 'chunked' } };
    expect(JSON.parse((await ask(host(), 'POST', '/api/echo/1', exchange)).body)).toMatchObject({ text: '' });
  });

  test('a function sees the header that was sent', async () => {
    expect((await echo('/api/echo/1', { headers: { 'X-Test': 'yes' } })).header).toBe('yes');
  });

  test('cookies are escaped and each has its own header', async () => {
    const { headers } = await ask(host(), 'GET', '/api/respond/cookies');
    expect(headers['set-cookie']).toEqual([
      'a=b%20c; max-age=60; path=/; secure; samesite=lax; httponly',
      'plain=1; path=/api',
    ]);
  });

  test('of two Set-Cookie headers the first is lost', async () => {
    const { headers } = await ask(host(), 'GET', '/api/respond/twoSetCookies');
    expect(headers['set-cookie']).toEqual(['last=2']);
  });

  test.each(['badStatus', 'highStatus', 'bigint', 'badHeader', 'headerUnicode', 'brokenStream'])(
    'a result that cannot be sent (%s) answers 500',
    async (how) => {
      expect(await ask(host(), 'GET', `/api/respond/${how}`)).toMatchObject({ status: 500, body: '' });
    },
  );

  test('a status given as text is that status', async () => {
    expect((await ask(host(), 'GET', '/api/respond/textStatus')).status).toBe(404);
  });

  test('HEAD is answered where it is listed, without a body, and nowhere else', async () => {
    expect(await ask(host(), 'HEAD', '/api/echo/1')).toMatchObject({ status: 200, body: '' });
    expect((await ask(host(), 'HEAD', '/api/respond/text')).status).toBe(404);
  });

  test('literals match in any case, and a trailing slash is nothing', async () => {
    expect((await ask(host(), 'GET', '/API/ECHO/1/')).status).toBe(200);
  });

  test('custom headers are on every answer unless the function sets them', async () => {
    expect((await ask(host(), 'GET', '/api/respond/text')).headers['x-custom']).toBe('host');
    expect((await ask(host(), 'GET', '/api/respond/json')).headers['x-custom']).toBe('function');
    expect((await ask(host(), 'GET', '/nothing')).headers['x-custom']).toBe('host');
  });

  test('a method that is not listed answers 404, without an Allow header', async () => {
    const answer = await ask(host(), 'DELETE', '/api/echo/1');
    expect(answer.status).toBe(404);
    expect(answer.headers.allow).toBeUndefined();
    expect((await ask(host(), 'OPTIONS', '/api/echo/1')).status).toBe(404);
  });

  test('a value that breaks its constraint answers 404', async () => {
    expect((await ask(host(), 'GET', '/api/echo/zero')).status).toBe(404);
    expect((await ask(host(), 'GET', '/api/echo/0')).status).toBe(404);
  });

  test('the first matching route by function name wins, however special the other', async () => {
    expect((await ask(host(), 'GET', '/api/items/recent')).body).toBe('aItem');
  });

  test('disabled functions and reserved routes answer 404', async () => {
    expect((await ask(host(), 'GET', '/api/hidden')).status).toBe(404);
    expect((await ask(host(), 'GET', '/api/administrators')).status).toBe(404);
  });

  test('a body over the limit answers 413', async () => {
    expect((await ask(host(), 'POST', '/api/echo/1', { body: 'x'.repeat(2001) })).status).toBe(413);
    expect((await ask(host(), 'POST', '/api/echo/1', { body: 'x'.repeat(2000) })).status).toBe(200);
  });

  test('the root shows that the host runs', async () => {
    expect(await ask(host(), 'GET', '/')).toMatchObject({
      status: 200,
      body: expect.stringContaining('up and running'),
    });
  });

  test('a preflight from an allowed origin is answered before routing', async () => {
    const headers = {
      origin: 'https://portal.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-one,x-two',
    };
    const answer = await ask(host(), 'OPTIONS', '/api/echo/1', { headers });
    expect(answer).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://portal.example',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'x-one,x-two',
      },
    });
  });

  test('another origin gets no permission', async () => {
    const { headers } = await ask(host(), 'GET', '/api/respond/text', {
      headers: { origin: 'https://evil.example' },
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('admin endpoints', () => {
  const local = { host: '127.0.0.1' };

  test('show the state and the functions, and run one by hand even when it is disabled', async () => {
    expect(await (await fast.get('/admin/host/status')).json()).toMatchObject({ state: 'Running' });
    expect((await fast.post('/admin/host/ping')).status).toBe(200);
    const functions = (await (await fast.get('/admin/functions')).json()) as { name: string }[];
    expect(functions.map((fn) => fn.name)).toEqual([...functions.map((fn) => fn.name)].sort(ignoringCase));
    expect((await fast.post('/admin/functions/MONTHLY', {})).status).toBe(202);
    expect(await fast.recorded('monthly', 1)).toEqual([
      { schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false },
    ]);
    expect((await fast.post('/admin/functions/worker', { input: 'by hand' })).status).toBe(202);
    await fast.recorded('worker', 1);
  });

  test('refuse an unknown function, a body that is no object, and everyone who is not on this machine', async () => {
    expect((await fast.post('/admin/functions/unknown', {})).status).toBe(404);
    expect((await fast.post('/admin/functions/worker')).status).toBe(400);
    expect((await fast.post('/admin/functions/worker', null)).status).toBe(400);
    expect((await ask(fast, 'GET', '/admin/host/status', { headers: local })).status).toBe(200);
    expect((await ask(fast, 'GET', '/admin/host/status')).status).toBe(401);
    const page = { ...local, origin: 'https://evil.example' };
    expect((await ask(fast, 'GET', '/admin/host/status', { headers: page })).status).toBe(401);
    const proxied = { ...local, 'x-forwarded-for': '203.0.113.9' };
    expect((await ask(fast, 'GET', '/admin/host/status', { headers: proxied })).status).toBe(401);
  });
});

function ignoringCase(a: string, b: string): number {
  return a.toUpperCase() < b.toUpperCase() ? -1 : 1;
}
