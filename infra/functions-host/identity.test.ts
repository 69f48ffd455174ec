/** Queues, locks and timer states in a storage account that takes no keys: the host enters it by its managed identity. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Part, startPart } from '../processes/part.ts';
import { choosePorts } from '../processes/ports.ts';
import { selfSigned } from '../server/self-signed.ts';
import { type FixtureHost, startFixtureHost } from './fixtures/run.ts';
import { connectionOf } from './storage-connection.ts';

const CLIENT = '11111111-2222-4333-8444-555555555555';
const folder = mkdtempSync(join(tmpdir(), 'identity-'));
const asked: URL[] = [];
let identity: Server;
let storage: Part;
let host: FixtureHost;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as Azure's are, for the storage emulator, which looks at everything but the signature. */
function token(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now - 60, nbf: now - 60, exp: now + 3_600, aud: 'https://storage.azure.com' };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ ...claims, iss: 'https://sts.windows.net/tenant/' })}.x`;
}

beforeAll(async () => {
  identity = createServer((request, response) => {
    asked.push(new URL(request.url ?? '/', 'http://identity'));
    const expires_on = Math.floor(Date.now() / 1000) + 3_600;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ access_token: token(), expires_on, token_type: 'Bearer', resource: 'r' }));
  }).listen(0, '127.0.0.1');
  await once(identity, 'listening');
  const files = selfSigned(['127.0.0.1']);
  for (const name of ['cert', 'key', 'authority'] as const)
    writeFileSync(join(folder, `${name}.pem`), files[name]);
  const ports = await choosePorts({ blob: 0, queue: 0 });
  storage = await startPart({
    name: 'Azurite',
    main: 'local/storage/server.ts',
    args: [
      ...['--blob-port', String(ports.blob), '--queue-port', String(ports.queue)],
      ...['--cert', join(folder, 'cert.pem'), '--key', join(folder, 'key.pem')],
    ],
  });
  const account = (port: number): string => `https://127.0.0.1:${port}/devstoreaccount1`;
  host = await startFixtureHost({
    env: {
      AzureWebJobsStorage__blobServiceUri: account(ports.blob),
      AzureWebJobsStorage__queueServiceUri: account(ports.queue),
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: CLIENT,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/token`,
      IDENTITY_HEADER: 'proof',
      NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
    },
  });
}, 120_000);

afterAll(async () => {
  await host?.part.stop();
  await storage?.kill('SIGKILL');
  identity?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a message is sent, received and deleted', async () => {
  expect((await host.post('/api/enqueue', { label: 'by identity' })).status).toBe(202);
  expect(await host.recorded('worker', 1)).toMatchObject([{ message: { label: 'by identity' } }]);
});

test('a timer runs under its lock', async () => {
  await host.recorded('everySecond', 1);
});

test('the token is that of the named identity, for storage', () => {
  expect(asked.map((url) => url.searchParams.get('client_id'))).toContain(CLIENT);
  expect(new Set(asked.map((url) => url.searchParams.get('resource')))).toEqual(
    new Set(['https://storage.azure.com']),
  );
});

describe('a connection', () => {
  test.each([
    [
      'a connection string',
      { AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
      'UseDevelopmentStorage=true',
    ],
    [
      'a connection string before an identity',
      { AzureWebJobsStorage: 'AccountName=a', AzureWebJobsStorage__accountName: 'st' },
      'AccountName=a',
    ],
    [
      'an account by its name',
      { AzureWebJobsStorage: '', AzureWebJobsStorage__accountName: 'st' },
      { uri: 'https://st.queue.core.windows.net', clientId: undefined },
    ],
    [
      'an account by its address',
      { AzureWebJobsStorage__queueServiceUri: 'https://st.queue.core.usgovcloudapi.net' },
      { uri: 'https://st.queue.core.usgovcloudapi.net', clientId: undefined },
    ],
  ])('is %s', (_, env, expected) => {
    expect(connectionOf('AzureWebJobsStorage', 'queue', env)).toEqual(expected);
  });

  test('is looked for under its prefixed name first, and missed by name', () => {
    expect(connectionOf('Work', 'blob', { AzureWebJobsWork: 'a', Work: 'b' })).toBe('a');
    expect(() => connectionOf('Work', 'blob', {})).toThrow('Work is missing');
  });
});
