import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEventKey, readEvents } from '../../../functions/edges/mail/sendgrid-events.ts';
import { isSignedByTwilio } from '../../../functions/edges/sms/twilio-signature.ts';
import { type Inbox, startInbox } from './server.ts';
import type { Message } from './store.ts';

const account = { sid: 'AC1', token: 'secret' };
let folder: string;
let inbox: Inbox;

const start = (): Promise<Inbox> => startInbox({ port: 0, smtpPort: 0, folder, account });
const mail = {
  from: 'clinic@x.example',
  to: 'zoë@x.example',
  subject: 'Invoice',
  text: 'See http://x.example/a?b=1',
};
const sendMail = (more: object = {}): Promise<unknown> =>
  createTransport({ url: inbox.smtpUrl, connectionTimeout: 5_000 }).sendMail({ ...mail, ...more });
const get = (path: string): Promise<Response> => fetch(inbox.url + path);
const messages = async (query = ''): Promise<Message[]> =>
  ((await (await get(`/api/messages${query}`)).json()) as { data: Message[] }).data;
const faults = (change: object): Promise<Response> =>
  fetch(`${inbox.url}/_control/faults`, { method: 'POST', body: JSON.stringify(change) });
const sendSms = (form: Record<string, string>, token = 'secret', signal?: AbortSignal): Promise<Response> =>
  fetch(`${inbox.url}/2010-04-01/Accounts/AC1/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`AC1:${token}`)}` },
    body: new URLSearchParams(form),
    ...(signal && { signal }),
  });
const text = { To: '+15550100', From: '+15550199', Body: 'Invoice http://x.example/p' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-'));
  inbox = await start();
});

afterEach(async () => {
  await inbox.stop();
  await rm(folder, { recursive: true, force: true });
});

test('an e-mail is listed newest first, found by its recipient, and read with both its parts', async () => {
  await sendMail({ to: 'first@x.example' });
  await sendMail({ html: '<p>Hello <b>you</b></p>' });
  const all = await messages();
  expect(all.map(({ to }) => to[0])).toEqual(['zoë@x.example', 'first@x.example']);
  expect(await messages('?to=FIRST@x.example')).toHaveLength(1);
  const one = (await (await get(`/api/messages/${all[0]?.id}`)).json()) as Message;
  expect(one).toMatchObject({ kind: 'email', subject: 'Invoice', text: expect.stringContaining(mail.text) });
  expect(one.html).toContain('<b>you</b>');
});

test('messages survive a restart and can be deleted', async () => {
  await sendMail();
  await inbox.stop();
  inbox = await start();
  expect(await messages()).toHaveLength(1);
  expect((await fetch(`${inbox.url}/api/messages`, { method: 'DELETE' })).status).toBe(204);
  expect(await messages()).toEqual([]);
});

test('the page shows what was sent as text, with links that open a new tab', async () => {
  await sendMail({ subject: '<script>alert(1)</script>' });
  const list = await (await get('/')).text();
  expect(list).toContain('&lt;script&gt;alert(1)');
  expect(list).not.toContain('<script>');
  const [message] = await messages();
  const page = await (await get(`/messages/${message?.id}`)).text();
  expect(page).toContain('<a href="http://x.example/a?b=1" target="_blank" rel="noopener noreferrer">');
});

test('the HTML part can run nothing', async () => {
  await sendMail({ html: '<script>alert(1)</script><a href="http://x.example/">x</a>' });
  const [message] = await messages();
  const page = await (await get(`/messages/${message?.id}`)).text();
  expect(page).toMatch(/<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  const part = await get(`/messages/${message?.id}/html`);
  expect(part.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  expect(await part.text()).toContain('<base target="_blank">');
});

test('a text message is taken as Twilio takes it', async () => {
  const response = await sendSms(text);
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({
    sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    status: 'queued',
  });
  expect(await messages('?to=%2B15550100')).toMatchObject([{ kind: 'sms', text: text.Body }]);
});

test.each([
  { wrong: 'the token', form: text, token: 'other', status: 401, code: 20003 },
  {
    wrong: 'no recipient',
    form: { From: '+15550199', Body: 'x' },
    token: 'secret',
    status: 400,
    code: 21604,
  },
  { wrong: 'a bad number', form: { ...text, To: 'abc' }, token: 'secret', status: 400, code: 21211 },
  { wrong: 'no text', form: { ...text, Body: '' }, token: 'secret', status: 400, code: 21602 },
])('a text message is refused: $wrong', async ({ form, token, status, code }) => {
  const response = await sendSms(form as Record<string, string>, token);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
  expect(await messages()).toEqual([]);
});

test('mail faults: 451 as often as asked, then it works', async () => {
  await faults({ mail: 'reject', times: 1 });
  await expect(sendMail()).rejects.toMatchObject({ responseCode: 451 });
  await sendMail();
  expect(await messages()).toHaveLength(1);
});

test('mail faults: a dropped connection after the message keeps the message', async () => {
  await faults({ mail: 'drop', times: 1 });
  await expect(sendMail()).rejects.toThrow();
  expect(await messages()).toHaveLength(1);
});

test('mail faults: a refused connection keeps nothing', async () => {
  await faults({ mail: 'refuse' });
  await expect(sendMail()).rejects.toThrow();
  expect(await messages()).toEqual([]);
});

test('SMS faults: an error keeps nothing; a lost answer keeps the message', async () => {
  await faults({ sms: 'error', times: 1 });
  expect((await sendSms(text)).status).toBe(500);
  expect(await messages()).toEqual([]);
  await faults({ sms: 'drop', times: 1 });
  await expect(sendSms(text)).rejects.toThrow();
  expect(await messages()).toHaveLength(1);
});

test('a service that hangs keeps the message and does not answer', async () => {
  await faults({ sms: 'hang', mail: 'hang' });
  const impatient = createTransport({ url: inbox.smtpUrl, socketTimeout: 500 });
  await expect(impatient.sendMail(mail)).rejects.toThrow();
  await expect(sendSms(text, 'secret', AbortSignal.timeout(500))).rejects.toThrow();
  expect(await messages()).toHaveLength(2);
});

test('the clinic is notified that mail arrived, and on demand that it came back, each signed with the key of this inbox', async () => {
  const events: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const clinic = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    events.push({ url: request.url ?? '', headers: request.headers, body });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => clinic.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(clinic.address() as AddressInfo).port}`;
  await inbox.stop();
  inbox = await startInbox({ port: 0, smtpPort: 0, folder, account, eventsUrl: `${at}/events` });
  try {
    await sendMail({ messageId: '<1@x.example>' });
    await expect.poll(() => events.length).toBe(1);
    await sendSms({ ...text, StatusCallback: `${at}/texts/1` });
    await expect.poll(() => events.length).toBe(2);
    for (const { id } of await messages()) {
      await fetch(`${inbox.url}/messages/${id}/bounce`, { method: 'POST', redirect: 'manual' });
    }
    expect(events.map(({ url }) => url)).toEqual(['/events', '/texts/1', '/texts/1', '/events']);
    for (const { url, headers, body } of events) {
      if (url === '/events') {
        const name = 'x-twilio-email-event-webhook';
        const [signature, timestamp] = [headers[`${name}-signature`], headers[`${name}-timestamp`]].map(
          String,
        );
        const notice = { body, signature: signature ?? '', timestamp: timestamp ?? '' };
        expect(readEvents(readEventKey(inbox.news.key), notice)).not.toBe('not_signed');
      } else {
        const signature = String(headers['x-twilio-signature']);
        expect(isSignedByTwilio('secret', at + url, new URLSearchParams(body), signature)).toBe(true);
      }
    }
    expect(JSON.parse(events[3]?.body ?? '')).toMatchObject([
      { event: 'bounce', 'smtp-id': '<1@x.example>' },
    ]);
  } finally {
    await new Promise((resolve) => clinic.close(resolve));
  }
});

test('an unknown fault, path or message is refused', async () => {
  expect((await faults({ mail: 'nonsense' })).status).toBe(400);
  expect((await get('/api/messages/none')).status).toBe(404);
  expect((await get('/messages/none')).status).toBe(404);
});
