/** Attacks on HTTP itself, at the API's port and through the portal's: shapes, paths, sizes and times that a server may trip over. */
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REQUEST_SECONDS } from '../../infra/processes/strict-http.ts';
import { type AttackedClinic, ask, attackedClinic, ENTRY_POINTS, send } from '../support/attacked/clinic.ts';
import { memoryOf, pidOf } from '../support/attacked/process.ts';

let clinic: AttackedClinic;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

/** A request written by hand; `close` so that the answer ends with the connection. */
const written = (line: string, headers: readonly string[] = [], body = '') =>
  [`${line} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers, '', body].join('\r\n');
const POST = 'POST /api/v1/auth/login';
const GET = 'GET /api/v1/health/live';
const JSON_TYPE = 'Content-Type: application/json';

/** One answer and no more, with the headers that limit what a browser does with it. */
function refused(answer: string, status: number): void {
  expect(answer.match(/HTTP\/1\.1 \d{3}/g)).toEqual([`HTTP/1.1 ${status}`]);
  expect(answer.toLowerCase()).toContain('content-security-policy: ');
  expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff');
  expect(answer.toLowerCase()).toContain('referrer-policy: no-referrer');
}

describe.each(ENTRY_POINTS)('S66: at the %s, refused in one answer with every header:', (entryPoint) => {
  test.each<[string, string]>([
    ['a length and pieces', written(POST, ['Content-Length: 6', 'Transfer-Encoding: chunked'], '0\r\n\r\nG')],
    [
      'pieces in two spellings',
      written(POST, ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], '0\r\n\r\n'),
    ],
    ['pieces that are none', written(POST, ['Transfer-Encoding: xchunked'], '0\r\n\r\n')],
    ['pieces with a space before the colon', written(GET, ['Transfer-Encoding : chunked'], '0\r\n\r\n')],
    [
      'a piece without a size',
      written(POST, [JSON_TYPE, 'Transfer-Encoding: chunked'], 'ZZ\r\n{}\r\n0\r\n\r\n'),
    ],
    ['two lengths', written(POST, ['Content-Length: 2', 'Content-Length: 5'], '{}abc')],
    ['a length below nothing', written(POST, ['Content-Length: -2'], '{}')],
    ['a length with a sign', written(POST, ['Content-Length: +2'], '{}')],
    ['a header over two lines', written(GET, ['X-A: a', ' b'])],
    ['lines that end too early', `${GET} HTTP/1.1\nHost: x\n\n`],
    ['a control character in a header', written(GET, ['X-Request-Id: a\x01b'])],
    ['a second header behind a bare return', written(GET, ['X-Request-Id: a\rSet-Cookie: x=1'])],
    ['no host', `${GET} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ['no host, in the old version', `${GET} HTTP/1.0\r\n\r\n`],
    ['two hosts', written(GET, ['Host: evil.example'])],
    ['a host that is no name', `${GET} HTTP/1.1\r\nHost: [::\r\nConnection: close\r\n\r\n`],
    ['a host with a path', `${GET} HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n`],
    ['no version', 'GET /\r\n\r\n'],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method that is none', written('FROB /')],
    ['a path that holds a NUL', written('GET /a\0b')],
  ])('%s', async (_, bytes) => {
    refused(await send(clinic.run[entryPoint], bytes), 400);
  });

  test.each<[string, string, number]>([
    [
      'an expectation that cannot be met',
      written(POST, ['Expect: foo', JSON_TYPE, 'Content-Length: 2'], '{}'),
      417,
    ],
    [
      'ten thousand headers',
      written(
        GET,
        Array.from({ length: 10_000 }, (_, i) => `x${i}: 1`),
      ),
      431,
    ],
    [
      'ten thousand query keys',
      written(`${GET}?${Array.from({ length: 10_000 }, (_, i) => `k${i}=1`).join('&')}`),
      431,
    ],
    ['a request to trace it', written('TRACE /api/v1/health/live', ['Cookie: a=secret']), 404],
  ])('S53: %s', async (_, bytes, status) => {
    const answer = await send(clinic.run[entryPoint], bytes);
    refused(answer, status);
    expect(answer).not.toContain('secret');
  });

  test('S53: fifty megabytes are refused without being read into memory, eight times at once', async () => {
    const process = pidOf(clinic.run, entryPoint);
    const before = memoryOf(process);
    const body = Buffer.alloc(50_000_000, 'x');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        clinic.call('POST', '/patients', { token: clerk, body, through: entryPoint }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(413));
    // 400 MB were sent. Whatever passed through and waits to be collected, it is not even half of that.
    expect(memoryOf(process) - before).toBeLessThan((answers.length * body.length) / 2);
  });

  test('S53: fifty megabytes in pieces are refused without being read into memory', async () => {
    const process = pidOf(clinic.run, entryPoint);
    const before = memoryOf(process);
    const piece = `fffff\r\n${'x'.repeat(0xfffff)}\r\n`;
    const head = written('POST /api/v1/patients', [
      JSON_TYPE,
      `Authorization: Bearer ${clerk}`,
      'Transfer-Encoding: chunked',
    ]);
    const answer = await send(clinic.run[entryPoint], `${head}${piece.repeat(50)}0\r\n\r\n`);
    refused(answer, 400);
    expect(memoryOf(process) - before).toBeLessThan(150_000_000);
  });

  test('the server is there after all of that', async () => {
    expect((await ask(clinic.run[entryPoint], 'GET', '/api/v1/health/live')).status).toBe(200);
  });
});

test('S53: a body or headers that come a byte at a time are given up', async () => {
  const slow = [
    written(POST, [JSON_TYPE, 'Content-Length: 100000']),
    `${GET} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: `,
  ];
  const answers = await Promise.all(
    ENTRY_POINTS.flatMap((entryPoint) => slow.map((head) => trickled(clinic.run[entryPoint], head))),
  );
  for (const answer of answers) refused(answer, 408);
});

/** Sends the beginning, then a byte every fifth of a second for as long as the server listens. */
function trickled(origin: string, head: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    const drip = setInterval(() => socket.write('x'), 200);
    const patience = setTimeout(() => socket.destroy(), REQUEST_SECONDS * 3_000);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      clearInterval(drip);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      clearTimeout(patience);
      resolve(answer);
    });
  });
}

describe('a path that leads elsewhere', () => {
  const PATHS = [
    '/api/v1/../../admin/host/status',
    '/api/%2e%2e/admin/host/status',
    '/api/..%2fadmin/host/status',
    '/api/..%252fadmin/host/status',
    '/api/..\\..\\admin/host/status',
    '/api/..;/admin/host/status',
    '/api/v1/%2e%2e%2f%2e%2e%2fadmin/host/status',
    '//admin/host/status',
    '/%61dmin/host/status',
    '/admin/host/status',
    '/admin/functions',
    '/admin/functions/overdue-sweep',
    '/ADMIN/functions',
    '/runtime/webhooks/durabletask',
    '/.env',
    '/.git/config',
    '/package.json',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2f..%2fetc/passwd',
    '/assets/..%5c..%5cpackage.json',
    '/assets/%00',
    '/staff/../../package.json',
    'http://127.0.0.1/admin/host/status',
  ];

  test.each(PATHS)('S66: %s opens nothing at the portal’s entry point', async (path) => {
    for (const method of ['GET', 'POST']) {
      const answer = await ask(clinic.run.web, method, path);
      // A path under /staff or /patient is a page of the portal, whatever else stands in it.
      const isPage = answer.status === 200 && answer.text.includes('<div id="root">');
      if (!isPage) expect([400, 401, 404, 405], `${method} ${path}`).toContain(answer.status);
      expect(answer.text).not.toMatch(/versionDetails|isDisabled|"dependencies"|root:x:/);
    }
  });

  test.each([
    ['from another name', { host: 'evil.example' }],
    ['from a page of another site', { origin: 'https://evil.example' }],
    ['through a proxy', { 'x-forwarded-for': '10.0.0.1' }],
  ])('the host’s own pages are closed %s', async (_, headers) => {
    for (const [method, path] of [
      ['GET', '/admin/functions'],
      ['GET', '/admin/host/status'],
      ['POST', '/admin/host/drain'],
      ['POST', '/admin/functions/overdue-sweep'],
    ] as const) {
      expect((await ask(clinic.run.api, method, path, { headers, json: { input: '' } })).status).toBe(401);
    }
  });

  test.each(['stripe', 'inbox'] as const)(
    'what stands in for the %s answers no page of another site',
    async (part) => {
      const paths = { stripe: '/_control/requests', inbox: '/api/messages' };
      const rebound = await ask(clinic.run[part], 'GET', paths[part], { headers: { host: 'evil.example' } });
      expect(rebound.status).toBe(421);
      const forged = await ask(clinic.run[part], 'DELETE', paths[part], {
        headers: { 'sec-fetch-site': 'cross-site' },
      });
      expect(forged.status).toBe(403);
    },
  );

  test.each([
    '/api//v1/health/live',
    '//api/v1/health/live',
    '/api/v1//health/live',
    '/api/v1/health%2flive',
    '/api/v1/health/live%00',
    '/api/v1/health/./live',
  ])('%s is no other spelling of a route', async (path) => {
    for (const entryPoint of ENTRY_POINTS)
      expect((await ask(clinic.run[entryPoint], 'GET', path)).status, entryPoint).toBe(404);
  });
});

test('S61: an id that a client gives to its request goes into no log and no header unless it is harmless', async () => {
  for (const given of [
    'a b',
    'x'.repeat(101),
    'x'.repeat(10_000),
    '<script>',
    '"}{"level":"error',
    'a\tb',
    'é',
  ]) {
    const headers = { 'x-request-id': Buffer.from(given).toString('latin1') };
    for (const through of ENTRY_POINTS) {
      const answer = await clinic.call('GET', '/health/live', { headers, through });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  }
  const log = readFileSync(join(clinic.run.directory, 'logs', 'clinic.jsonl'), 'utf8')
    .trim()
    .split('\n');
  for (const line of log) expect(() => JSON.parse(line)).not.toThrow();
});

test('S66: the API’s root says nothing of what runs there', async () => {
  const answer = await fetch(`${clinic.run.api}/`);
  expect([answer.status, await answer.text()]).toEqual([404, '']);
});

test('S59: every part of the clinic listens on this machine’s own address alone', async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  const ports = [
    ...[
      clinic.run.web,
      clinic.run.api,
      clinic.run.stripe,
      clinic.run.inbox,
      clinic.run.storage,
      clinic.run.smtp,
    ],
    ...[clinic.run.database, /QueueEndpoint=([^;]+)/.exec(clinic.run.storageConnection)?.[1] ?? ''],
  ].map((address) => Number(new URL(address).port));
  expect(ports.every((port) => port > 0)).toBe(true);
  // An address on which someone listens, or on which all are listened to, cannot be taken.
  for (const address of [...others, '127.0.0.2'])
    for (const port of ports) await expect(free(port, address), `${address}:${port}`).resolves.toBe('free');
  for (const port of ports) await expect(free(port, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
});

function free(port: number, address: string): Promise<'free'> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve('free')));
  });
}
