/** Every service may accept a connection and never answer: each client gives up by itself. */

import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBlobs } from './blobs/storage-blobs.ts';
import { createMail } from './mail/smtp.ts';
import { createQueues } from './queues/storage-queues.ts';
import { createSms } from './sms/twilio.ts';
import { createStripe } from './stripe/client.ts';
import { TIME_LIMITS } from './time-limits.ts';

const limits = { requestMilliseconds: 150, deadlineMilliseconds: 300, tries: 1 };
const sockets = new Set<Socket>();
let taken = 0;
const server = createServer((socket) => {
  taken++;
  sockets.add(socket);
  // Takes everything and never answers.
  socket.on('error', () => undefined).resume();
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const storage = () => {
  const at = (kind: string, offset: string) => `${kind}Endpoint=http://127.0.0.1:${port}/${offset}`;
  const key = Buffer.from('a key for nothing').toString('base64');
  return `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};${at('Blob', 'a')};${at('Queue', 'a')};`;
};
const warnings: string[] = [];
const log = {
  info: () => undefined,
  warn: (name: string) => void warnings.push(name),
  error: () => undefined,
};
const blobs = () => createBlobs(storage(), 'c', limits);
const queues = () =>
  createQueues(storage(), { stripeEvents: 'e', work: 'w', overdue: 'o' }, log as never, limits);
const mail = () =>
  createMail({
    smtpUrl: `smtp://127.0.0.1:${port}`,
    from: 'a@b.test',
    requireTls: false,
    eventKey: undefined,
    limits,
  });
const sms = () =>
  createSms({
    apiBase: `http://127.0.0.1:${port}`,
    accountSid: 'AC1',
    authToken: 't',
    from: '+15550001',
    statusCallbackUrl: undefined,
    limits,
  });
const stripe = () =>
  createStripe({ secretKey: 'sk_test_1', webhookSecrets: [], apiBase: `http://127.0.0.1:${port}`, limits });
const email = { to: 'p@b.test', replyTo: 'c@b.test', subject: 's', text: 't', html: 'h', messageId: 'm' };

/** Long beyond every limit here; reached only by a call that would wait for ever. */
const PATIENCE_MILLISECONDS = 20_000;
const orStillWaiting = async (call: Promise<unknown>): Promise<unknown> => {
  const controller = new AbortController();
  const patience = setTimeout(PATIENCE_MILLISECONDS, 'still waiting', { signal: controller.signal });
  patience.catch(() => undefined);
  try {
    return await Promise.race([call, patience]);
  } finally {
    controller.abort();
  }
};

test.each<[string, () => Promise<unknown>]>([
  ['a blob that is written', () => blobs().put('b', Buffer.from('x'))],
  ['a blob that is read', () => blobs().get('b')],
  ['a blob that is streamed', () => blobs().getStream('b')],
  ['a blob that is removed', () => blobs().remove('b')],
  ['a list of blobs', () => blobs().list('')[Symbol.asyncIterator]().next()],
  ['a queue that is read', () => queues().drainPoisonQueues(async () => undefined)],
  ['a queue that is asked for its health', () => queues().health()],
  ['a message that is put back', () => queues().requeue('w', 'b')],
  ['an e-mail', () => mail().send(email as never)],
  ['a text', () => sms().send({ to: '+15550002', text: 't', messageId: 'm', isRetry: false })],
  ['a payment of Stripe', () => stripe().refundsOf({ paymentIntentId: 'pi_1', chargeId: null })],
  ['events of Stripe', () => stripe().eventsAfter('evt_1')],
])(
  '%s: no answer is an error',
  async (_, call) => {
    // Not because the call could not be made: each has reached the server before it gave up.
    const before = taken;
    await expect(orStillWaiting(call())).rejects.toThrow(
      /did not answer|abort|time.?out|timed out|could not be reached|broke off|connection to Stripe/i,
    );
    expect(taken).toBeGreaterThan(before);
  },
  60_000,
);

test('a wake-up call that is not taken is lost with a warning', async () => {
  await queues().enqueueWork({ id: '1', topic: 'archive', requestId: 'r' });
  expect(warnings).toContain('queue_unavailable');
});

test('each deadline holds all tries and ends before the lease of the work', () => {
  for (const { requestMilliseconds, deadlineMilliseconds, tries } of Object.values(TIME_LIMITS)) {
    expect(deadlineMilliseconds).toBeGreaterThanOrEqual(requestMilliseconds * tries);
    expect(deadlineMilliseconds).toBeLessThan(60_000);
  }
});

test('the document shows these limits', () => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  for (const [name, { requestMilliseconds, deadlineMilliseconds, tries }] of Object.entries(TIME_LIMITS)) {
    expect(text).toContain(
      `| ${name} | ${requestMilliseconds / 1000} s | ${deadlineMilliseconds / 1000} s | ${tries} |`,
    );
  }
});
