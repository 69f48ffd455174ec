import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { selfSigned } from '../../infra/server/self-signed.ts';
import { createBlobs } from './blobs/storage-blobs.ts';
import { createQueues } from './queues/storage-queues.ts';
import { accountIn, managedAccount } from './storage-account.ts';

const CLIENT = '11111111-2222-4333-8444-555555555555';
let identity: Server;
let storage: Server;
const requests: URL[] = [];
const seen: { url: string | undefined; authorization: string | undefined }[] = [];

/** App Service's identity endpoint, and a storage account that takes any token. */
beforeAll(async () => {
  identity = createServer((request, response) => {
    requests.push(new URL(request.url ?? '/', 'http://identity'));
    expect(request.headers['x-identity-header']).toBe('proof');
    const expires_on = Math.floor(Date.now() / 1000) + 3_600;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ access_token: 'a-token', expires_on, token_type: 'Bearer', resource: 'r' }),
    );
  }).listen(0, '127.0.0.1');
  const { cert, key, authority } = selfSigned(['127.0.0.1']);
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  storage = createSecureServer({ cert, key }, (request, response) => {
    const { authorization } = request.headers;
    seen.push({ url: request.url, authorization });
    request.resume();
    response
      .writeHead(201, { 'x-ms-request-id': '1', etag: '"1"', 'last-modified': new Date().toUTCString() })
      .end();
  }).listen(0, '127.0.0.1');
  await Promise.all([once(identity, 'listening'), once(storage, 'listening')]);
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${(identity.address() as AddressInfo).port}/token`);
  vi.stubEnv('IDENTITY_HEADER', 'proof');
});
afterAll(() => {
  identity.close();
  storage.close();
  vi.unstubAllEnvs();
});

const account = () => {
  // With a number as the host, the account stands in the path.
  const uri = `https://127.0.0.1:${(storage.address() as AddressInfo).port}/stclinic`;
  return { blobUri: uri, queueUri: uri, clientId: CLIENT };
};

test('blobs and queues are reached with the token of the app’s identity', async () => {
  const warned = vi.fn();
  const log = { info: () => undefined, warn: warned, error: () => undefined };
  await createBlobs(account(), 'clinic-records').put('a.json', Buffer.from('{}'));
  const queues = createQueues(account(), { stripeEvents: 'events', work: 'work', overdue: 'overdue' }, log);
  await queues.enqueueWork({ id: 'w', topic: 'archive', requestId: 'r' });
  expect(seen.map(({ authorization }) => authorization)).toEqual(seen.map(() => 'Bearer a-token'));
  expect(seen.map(({ url = '' }) => url.split(/[/?]/)[2])).toEqual(['clinic-records', 'work']);
  expect(requests[0]?.searchParams.get('client_id')).toBe(CLIENT);
  expect(requests[0]?.searchParams.get('resource')).toBe('https://storage.azure.com');
});

test('an account’s addresses follow from its name', () => {
  expect(managedAccount('stclinic', undefined)).toEqual({
    blobUri: 'https://stclinic.blob.core.windows.net',
    queueUri: 'https://stclinic.queue.core.windows.net',
    clientId: undefined,
  });
});

test.each(['AzureWebJobsStorage', 'BACKUP_STORAGE'])(
  '%s is a connection string, or else an account by name',
  (name) => {
    const identity = { [`${name}__accountName`]: 'stclinic', [`${name}__clientId`]: CLIENT };
    expect(accountIn({ [name]: 'AccountName=a', ...identity }, name)).toBe('AccountName=a');
    expect(accountIn({ [name]: '', ...identity }, name)).toEqual(managedAccount('stclinic', CLIENT));
    expect(accountIn({ [`${name}__accountName`]: 'stclinic' }, name)).toEqual(
      managedAccount('stclinic', undefined),
    );
    expect(accountIn({ [name]: '', [`${name}__clientId`]: '' }, name)).toBeUndefined();
  },
);
