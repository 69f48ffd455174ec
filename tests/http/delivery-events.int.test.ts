/** What providers say later about messages: believed by signature only, noted once, and never turned back. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { twilioSignature } from '../../functions/edges/sms/twilio-signature.ts';
import { ADMIN, type Service, startService } from '../support/service.ts';

const TOKEN = 'the token of the texts account';
const WEB_URL = 'https://billing.clinic.example';
const events = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

let service: Service;
let owner: pg.Pool;
let staff: string;
beforeAll(async () => {
  service = await startService({
    WEB_URL,
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: TOKEN,
    TWILIO_FROM: '+15550100000',
    SENDGRID_WEBHOOK_KEY: events.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  });
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 1 });
  staff = await service.signIn(ADMIN.email, ADMIN.password);
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Message = {
  id: string;
  state: string;
  bounced: boolean;
  delivered_at: string | null;
  last_error: string | null;
  needs_attention: boolean;
};

/** Calls as staff do. */
const call = async <T>(method: string, path: string, json?: object): Promise<T> => {
  const key = { 'idempotency-key': randomUUID() };
  const answer = await service.call(method, path, { token: staff, headers: key, ...(json && { json }) });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};

/** A message of each channel that its provider took. */
let mail: string;
let sms: string;
beforeEach(async () => {
  const contact = { email: 'ana@patients.example', phone: '+15550100777' };
  const patient = await call<{ id: string }>('POST', '/patients', { name: 'Ana Pérez', ...contact });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const input = { patient_id: patient.id, due_date: '2099-12-31', items };
  const { id } = await call<{ id: string }>('POST', '/invoices', input);
  await call('POST', `/invoices/${id}/issue`, { notify: ['email', 'sms'] });
  await owner.query(`update messages set state = 'sent', sent_at = now() where invoice_id = $1`, [id]);
  const { rows } = await owner.query<{ id: string; channel: string }>(
    'select id, channel from messages where invoice_id = $1',
    [id],
  );
  [mail, sms] = ['email', 'sms'].map((each) => rows.find(({ channel }) => channel === each)?.id ?? '') as [
    string,
    string,
  ];
});

async function look(id: string): Promise<Message | undefined> {
  const { rows } = await owner.query<{ invoice_id: string }>(
    'select invoice_id from messages where id = $1',
    [id],
  );
  const list = await call<{ data: Message[] }>('GET', `/messages?invoice_id=${rows[0]?.invoice_id}`);
  return list.data.find((each) => each.id === id);
}
const audits = async (id: string, action = 'hear_of_message'): Promise<object[]> =>
  (
    await owner.query(
      'select details from audit_logs where action = $2 and target_id = $1 order by sequence',
      [id, action],
    )
  ).rows.map(({ details }) => details);
const notices = async (id: string): Promise<object[]> =>
  (
    await owner.query(
      `select outcome, result, repeats from delivery_notices where message_id = $1 order by received_at, notice_id`,
      [id],
    )
  ).rows;

describe('Twilio’s status callback', () => {
  const form = (status: string, more: Record<string, string> = {}) =>
    new URLSearchParams({
      MessageSid: `SM${sms.replaceAll('-', '')}`,
      To: '+15550100777',
      MessageStatus: status,
      ...more,
    });
  const post = (id: string, body: URLSearchParams, signature = signed(id, body)) =>
    service.call('POST', `/webhooks/twilio/${id}`, {
      body: String(body),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    });
  const signed = (id: string, body: URLSearchParams, token = TOKEN) =>
    twilioSignature(token, `${WEB_URL}/api/v1/webhooks/twilio/${id}`, body);

  test('says that a text arrived, and is noted once however often it comes', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => post(sms, form('delivered'))));
    expect((await post(sms, form('delivered'))).status).toBe(204);
    expect(await look(sms)).toMatchObject({ state: 'sent', delivered_at: expect.any(String) });
    expect(await audits(sms)).toEqual([{ outcome: 'delivered' }]);
    expect(await notices(sms)).toEqual([{ outcome: 'delivered', result: 'applied', repeats: 5 }]);
    expect(await audits(sms, 'repeat_delivery_notice')).toEqual([
      { outcome: 'delivered', provider: 'twilio' },
    ]);
  });

  test('that is replayed after days is refused, whatever it says', async () => {
    await post(sms, form('delivered'));
    await owner.query(`update messages set sent_at = now() - interval '73 hours' where id = $1`, [sms]);
    const late = await post(sms, form('undelivered', { ErrorCode: '30005' }));
    expect([late.status, (late.body as { code: string }).code]).toEqual([400, 'notice_too_old']);
    expect(await look(sms)).toMatchObject({ state: 'sent', bounced: false });
  });

  test.each(['undelivered', 'failed'])('%s after the text arrived changes nothing', async (status) => {
    await post(sms, form('delivered'));
    expect((await post(sms, form(status, { ErrorCode: '30005' }))).status).toBe(204);
    expect(await look(sms)).toMatchObject({
      state: 'sent',
      delivered_at: expect.any(String),
      bounced: false,
    });
    expect(await notices(sms)).toMatchObject([{ result: 'applied' }, { result: 'superseded' }]);
  });

  test('about an earlier text of the same message changes nothing', async () => {
    await owner.query(`update messages set provider_id = 'SMlater' where id = $1`, [sms]);
    expect((await post(sms, form('undelivered', { ErrorCode: '30005' }))).status).toBe(204);
    expect(await look(sms)).toMatchObject({ state: 'sent', bounced: false });
  });

  test('without the id of the text is refused', async () => {
    const answer = await post(sms, new URLSearchParams({ MessageStatus: 'delivered' }));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'body_invalid']);
  });

  test.each([
    { code: '30005', bounced: true, reason: 'The number does not exist (30005).' },
    { code: '30003', bounced: false, reason: 'The phone is off or out of reach (30003).' },
    { code: '30999', bounced: false, reason: 'The phone company did not deliver it (30999).' },
  ])('says that a text did not arrive: $code', async ({ code, bounced, reason }) => {
    await post(sms, form('undelivered', { ErrorCode: code }));
    expect(await look(sms)).toMatchObject({
      state: 'failed',
      bounced,
      last_error: reason,
      needs_attention: true,
    });
    await post(sms, form('delivered'));
    expect(await look(sms)).toMatchObject({ state: 'failed', delivered_at: null });
  });

  test('on the way changes nothing', async () => {
    for (const status of ['queued', 'sending', 'sent'])
      expect((await post(sms, form(status))).status).toBe(204);
    expect(await look(sms)).toMatchObject({ state: 'sent', delivered_at: null });
  });

  test('that comes before the answer to the sending shows that it was accepted', async () => {
    await owner.query('alter table messages disable trigger messages_state');
    await owner.query(`update messages set state = 'pending', sent_at = null where id = $1`, [sms]);
    await owner.query('alter table messages enable trigger messages_state');
    await post(sms, form('delivered'));
    expect(await look(sms)).toMatchObject({ state: 'sent', delivered_at: expect.any(String) });
  });

  test.each<[string, () => Promise<{ status: number; body: { code: string } }>]>([
    ['no signature', () => post(sms, form('delivered'), '')],
    ['another token', () => post(sms, form('delivered'), signed(sms, form('delivered'), 'other'))],
    [
      'the signature for another message',
      () => post(sms, form('delivered'), signed(mail, form('delivered'))),
    ],
    ['a form that was changed', () => post(sms, form('delivered'), signed(sms, form('undelivered')))],
  ])('is not believed with %s', async (_, attempt) => {
    const answer = await attempt();
    expect([answer.status, answer.body.code]).toEqual([400, 'signature_invalid']);
    expect(await look(sms)).toMatchObject({ state: 'sent', delivered_at: null });
  });
});

const now = () => Math.floor(Date.now() / 1000);

describe('SendGrid’s event webhook', () => {
  const about = (id: string, more: object) => ({
    email: 'ana@patients.example',
    'smtp-id': `<${id}@harbourstreet.example>`,
    sg_message_id: 'sg1',
    sg_event_id: randomUUID(),
    timestamp: now(),
    ...more,
  });
  const delivered = (id: string) => about(id, { event: 'delivered', response: '250 OK' });
  const bounce = (id: string) =>
    about(id, {
      event: 'bounce',
      type: 'bounce',
      status: '5.1.1',
      reason: '550 5.1.1 <ana@patients.example> user unknown',
    });
  const signed = (text: string, key = events.privateKey) =>
    sign('sha256', Buffer.from(text), key).toString('base64');
  const post = (
    body: string,
    {
      timestamp = String(now()),
      signature = signed(timestamp + body),
    }: { timestamp?: string; signature?: string } = {},
  ) =>
    service.call('POST', '/webhooks/sendgrid', {
      body,
      headers: {
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
    });
  const report = (...event: object[]) => post(JSON.stringify(event));

  test('says that mail arrived, and later that it came back, which stays so', async () => {
    await report(delivered(mail));
    expect(await look(mail)).toMatchObject({ state: 'sent', delivered_at: expect.any(String) });
    await report(bounce(mail), delivered(mail));
    await report(bounce(mail));
    expect(await look(mail)).toMatchObject({
      state: 'failed',
      bounced: true,
      needs_attention: true,
      last_error: 'The mailbox does not exist or refuses our mail (5.1.1).',
    });
    expect(await audits(mail)).toEqual([{ outcome: 'delivered' }, { outcome: 'bounced' }]);
  });

  test.each([
    { event: { event: 'bounce', type: 'blocked', status: '4.7.1' }, bounced: false },
    { event: { event: 'dropped', reason: 'Bounced Address' }, bounced: true },
    { event: { event: 'dropped', reason: 'Unsubscribed Address' }, bounced: false },
  ])('says that mail did not arrive: $event', async ({ event, bounced }) => {
    await report(about(mail, event));
    expect(await look(mail)).toMatchObject({ state: 'failed', bounced });
  });

  test.each([
    ['six minutes old', -360],
    ['of a day ago', -86_400],
    ['of ahead of time', 360],
  ])('signed, but %s, is refused', async (_, seconds) => {
    const answer = await post(JSON.stringify([bounce(mail)]), { timestamp: String(now() + seconds) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'notice_too_old' } });
    expect(await look(mail)).toMatchObject({ state: 'sent', bounced: false });
  });

  test('repeated, also under a fresh signature, changes nothing and is counted', async () => {
    const event = bounce(mail);
    await report(event);
    const before = await look(mail);
    await Promise.all([1, 2, 3].map(() => report(event)));
    await report(event, event);
    expect(await look(mail)).toEqual(before);
    expect(await notices(mail)).toEqual([{ outcome: 'bounced', result: 'applied', repeats: 5 }]);
    expect(await audits(mail, 'repeat_delivery_notice')).toEqual([
      { outcome: 'bounced', provider: 'sendgrid' },
    ]);
  });

  test('repeated without an event id is known by what it says', async () => {
    const event = { ...delivered(mail), sg_event_id: undefined };
    await report(event);
    await report(event);
    expect(await notices(mail)).toEqual([{ outcome: 'delivered', result: 'applied', repeats: 1 }]);
  });

  test('out of order: what happened earlier never overwrites what happened later', async () => {
    await report({ ...delivered(mail), timestamp: now() });
    await report({ ...bounce(mail), timestamp: now() - 30 });
    expect(await look(mail)).toMatchObject({
      state: 'sent',
      delivered_at: expect.any(String),
      bounced: false,
    });
    expect(await notices(mail)).toMatchObject([
      { outcome: 'delivered', result: 'applied' },
      { outcome: 'bounced', result: 'superseded' },
    ]);
  });

  test('about an attempt before the last one changes nothing', async () => {
    await report({ ...bounce(mail), timestamp: now() - 3_600 });
    expect(await look(mail)).toMatchObject({ state: 'sent', bounced: false });
  });

  test('passes over what is not followed, not ours, or unknown', async () => {
    const foreign = { event: 'bounce', timestamp: now(), type: 'bounce', 'smtp-id': '<x@elsewhere.example>' };
    const answer = await report(about(mail, { event: 'open' }), foreign, bounce(randomUUID()), {
      event: 'click',
      timestamp: now(),
    });
    expect(answer.status).toBe(204);
    expect(await look(mail)).toMatchObject({ state: 'sent', delivered_at: null });
  });

  const body = () => JSON.stringify([bounce(mail)]);
  const stranger = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  test.each<[string, string, () => ReturnType<typeof post>]>([
    ['no signature', 'signature_invalid', () => post(body(), { signature: '' })],
    ['garbage for a signature', 'signature_invalid', () => post(body(), { signature: 'garbage' })],
    [
      'another key',
      'signature_invalid',
      () => post(body(), { timestamp: String(now()), signature: signed(`${now()}${body()}`, stranger) }),
    ],
    ['another time', 'signature_invalid', () => post(body(), { signature: signed(`${now() - 5}${body()}`) })],
    [
      'a body that was changed',
      'signature_invalid',
      () => post(`${body()} `, { timestamp: String(now()), signature: signed(`${now()}${body()}`) }),
    ],
    ['no JSON', 'body_invalid', () => post('not json')],
    ['no list', 'body_invalid', () => post('{}')],
  ])('is not believed with %s', async (_, code, attempt) => {
    const answer = await attempt();
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, code]);
    expect(await look(mail)).toMatchObject({ state: 'sent' });
  });
});

test('who shows many wrong signatures has to wait; whoever signs rightly never', async () => {
  const wrong = () =>
    service.call('POST', '/webhooks/sendgrid', { body: '[]', headers: { 'x-forwarded-for': '192.0.2.7' } });
  let status = 400;
  for (let attempt = 0; attempt < 70 && status === 400; attempt++) status = (await wrong()).status;
  expect(status).toBe(429);
  const timestamp = String(now());
  const signature = sign('sha256', Buffer.from(`${timestamp}[]`), events.privateKey).toString('base64');
  const right = await service.call('POST', '/webhooks/sendgrid', {
    body: '[]',
    headers: {
      'x-forwarded-for': '192.0.2.7',
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
    },
  });
  expect(right.status).toBe(204);
});
