/** The web server that ends TLS itself. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../processes/time.ts';
import { selfSigned } from '../../server/self-signed.ts';
import { readCertificate, watchCertificate } from './certificate.ts';
import { startWeb } from './server.ts';

let folder: string;
const files = () => ({ certificate: join(folder, 'server.pem'), key: join(folder, 'server.key') });
function makePair(): { cert: string; authority: string } {
  const { cert, key, authority } = selfSigned(['127.0.0.1']);
  writeFileSync(files().key, key);
  writeFileSync(files().certificate, cert);
  return { cert, authority };
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/index.html'), '<title>staff</title>');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the API sees the client’s address and https, whatever the client claims, and the access log has no id', async () => {
  let seen: IncomingHttpHeaders = {};
  const api = createServer((request, response) => {
    seen = request.headers;
    response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  setDefaultCACertificates([...getCACertificates('default'), makePair().authority]);
  const lines: string[] = [];
  const web = await startWeb({
    port: 0,
    folder: join(folder, 'dist'),
    api: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    payOrigin: 'https://checkout.stripe.com',
    certificate: files(),
    access: (line) => lines.push(line),
  });
  const headers = {
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'http',
    forwarded: 'for=203.0.113.7',
    'x-proxy-token': 'guessed',
  };
  const answer = await fetch(`${web.url}/api/v1/invoices/4be0643f-1d98?q=Li`, { headers });
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=63072000');
  expect(seen['x-forwarded-for']).toBe('127.0.0.1');
  expect(seen['x-forwarded-proto']).toBe('https');
  expect(seen.forwarded).toBeUndefined();
  expect(seen['x-proxy-token']).toBeUndefined();
  await until('the line of the access log', 10_000, () => lines.length === 1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ path: '/api/v1/invoices/*', status: 200 });
  await web.stop();
  api.close();
});

test('takes a changed certificate for new connections, and keeps the old one while the new pair does not fit', async () => {
  makePair();
  const server = createSecureServer(readCertificate(files())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const said: string[] = [];
  const stop = watchCertificate(server, files(), (line) => said.push(line), 20);
  const shown = async (): Promise<string> => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  const first = await shown();
  writeFileSync(files().certificate, selfSigned(['127.0.0.1']).cert);
  await until('the refusal', 20_000, () => said.some((line) => line.includes('is not the key of')));
  expect(await shown()).toBe(first);
  makePair();
  await until('the new certificate', 20_000, async () => (await shown()) !== first);
  expect(said.at(-1)).toBe('The certificate has changed and is in use.');
  stop();
  server.close();
});
