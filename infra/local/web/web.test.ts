import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { securityHeaders } from './headers.ts';
import { startWeb, type Web } from './server.ts';

const script = `export const x = '${'x'.repeat(3_000)}';`;
let folder: string;
let api: Server;
let web: Web;
let seen: { request: IncomingMessage; body: string } | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'));
  await mkdir(join(folder, 'dist/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'not to be seen');
  await writeFile(join(folder, 'dist/index.html'), '<title>staff</title>');
  await writeFile(join(folder, 'dist/patient.html'), '<title>patient</title>');
  await writeFile(join(folder, 'dist/assets/app-1a2b.js'), script);
  api = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    seen = { request: incoming, body };
    if (incoming.url === '/api/broken') incoming.socket.destroy();
    else
      response
        .writeHead(201, { 'referrer-policy': 'same-origin', 'set-cookie': ['a=1', 'b=2'] })
        .end('answer');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => api.once('listening', resolve));
  web = await start((api.address() as AddressInfo).port);
});

afterAll(async () => {
  await web.stop();
  api.close();
  await rm(folder, { recursive: true, force: true });
});

const start = (apiPort: number, tls = false): Promise<Web> =>
  startWeb({
    port: 0,
    folder: join(folder, 'dist'),
    api: `http://127.0.0.1:${apiPort}`,
    payOrigin: 'http://127.0.0.1:12111',
    proxyToken: 'a shared secret',
    tls,
  });
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(web.url + path, { headers });

/** `fetch` would tidy the path; this sends it as it is. */
const raw = (path: string): Promise<{ status: number | undefined; body: string; headers: object }> =>
  new Promise((resolve, reject) => {
    request({ ...parts(), path }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });
const parts = (): { host: string; port: string } => {
  const { hostname, port } = new URL(web.url);
  return { host: hostname, port };
};
const expectSecured = (headers: Headers): void => {
  for (const [name, value] of Object.entries(securityHeaders('http://127.0.0.1:12111'))) {
    expect(headers.get(name), name).toBe(value);
  }
};

describe('pages', () => {
  test.each([
    { path: '/', title: 'staff' },
    { path: '/staff/invoices/1', title: 'staff' },
    { path: '/patient/invoice/token', title: 'patient' },
  ])('$path is the $title page, never kept', async ({ path, title }) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(title);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expectSecured(response.headers);
  });

  test('there is no HSTS without TLS', async () => {
    expect((await get('/')).headers.has('strict-transport-security')).toBe(false);
  });

  test.each(['/nothing', '/assets/gone.js', '/staffing'])(
    '%s is not found, with the headers',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expectSecured(response.headers);
    },
  );

  test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/..%5csecret.txt'])(
    '%s does not leave the folder',
    async (path) => {
      const { status, body } = await raw(path);
      expect(status).toBe(404);
      expect(body).not.toContain('not to be seen');
    },
  );

  test('a path that is no valid text is a bad request', async () => {
    expect((await raw('/%ff')).status).toBe(400);
  });

  test('only reading is allowed', async () => {
    const response = await fetch(`${web.url}/`, { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expectSecured(response.headers);
  });

  test('a malformed request is answered with the headers', async () => {
    const socket = connect(Number(parts().port), parts().host);
    socket.end('NONSENSE\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect(answer).toContain("object-src 'none'");
  });
});

describe('assets', () => {
  test.each([
    { accepted: 'br, gzip', encoding: 'br' },
    { accepted: 'gzip', encoding: 'gzip' },
    { accepted: 'br;q=0, identity', encoding: null },
  ])('are compressed for "$accepted" and kept for ever', async ({ accepted, encoding }) => {
    const response = await get('/assets/app-1a2b.js', { 'accept-encoding': accepted });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(await response.text()).toBe(script);
  });
});

describe('the API', () => {
  test('gets method, path, headers and body, and the address of the client instead of what it claims', async () => {
    const response = await fetch(`${web.url}/api/v1/x?a=%2F`, {
      method: 'PATCH',
      body: '{"a":1}',
      headers: { 'x-own': 'kept', 'x-forwarded-for': '6.6.6.6' },
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('answer');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(seen?.body).toBe('{"a":1}');
    expect(seen?.request).toMatchObject({ method: 'PATCH', url: '/api/v1/x?a=%2F' });
    expect(seen?.request.headers).toMatchObject({
      'x-own': 'kept',
      'x-forwarded-for': '127.0.0.1',
      'x-proxy-token': 'a shared secret',
      'content-length': '7',
    });
  });

  test('gets the whole chain of addresses when TLS ends before the portal', async () => {
    const behind = await start((api.address() as AddressInfo).port, true);
    try {
      await fetch(`${behind.url}/api/v1/x`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
    } finally {
      await behind.stop();
    }
    expect(seen?.request.headers).toMatchObject({
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'https',
    });
  });

  test('keeps its own headers, and gets those it lacks', async () => {
    const { headers } = await get('/api/x');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('that breaks off is a 502 problem', async () => {
    const response = await get('/api/broken');
    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  test('that is down is a 503 problem with Retry-After and the headers', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const other = await start(port);
    const response = await fetch(`${other.url}/api/x`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ status: 503, code: 'unavailable' });
    expectSecured(response.headers);
    await other.stop();
  });
});
