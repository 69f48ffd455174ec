/** What providers say later about messages: believed by signature only, noted once, and never turned back. */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { twilioSignature } from '../../functions/edges/sms/twilioSignature.ts';
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
  const wish = { patient_id: patient.id, due_date: '2099-12-31', items };
  const { id } = await call<{ id: string }>('POST', '/invoices', wish);
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
const audits = async (id: string): Promise<object[]> =>
  (
    await owner.query(
      `select details from audit_logs where action = 'hear_of_message' and target_id = $1 order by sequence`,
      [id],
    )
  ).rows.map(({ details }) => details);

describe('Twilio’s status callback', () => {
  const form = (status: string, more: Record<string, string> = {}) =>
    new URLSearchParams({ MessageSid: 'SM1', To: '+15550100777', MessageStatus: status, ...more });
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

  test('that comes before the answer to the sending tells that it was taken', async () => {
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

describe('SendGrid’s event webhook', () => {
  const about = (id: string, more: object) => ({
    email: 'ana@patients.example',
    'smtp-id': `<${id}@harbourstreet.example>`,
    sg_message_id: 'sg1',
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
  const post = (body: string, { timestamp = '1764000000', signature = signed(`1764000000${body}`) } = {}) =>
    service.call('POST', '/webhooks/sendgrid', {
      body,
      headers: {
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': timestamp,
      },
    });
  const tell = (...told: object[]) => post(JSON.stringify(told));

  test('says that mail arrived, and later that it came back, which stays so', async () => {
    await tell(delivered(mail));
    expect(await look(mail)).toMatchObject({ state: 'sent', delivered_at: expect.any(String) });
    await tell(bounce(mail), delivered(mail));
    await tell(bounce(mail));
    expect(await look(mail)).toMatchObject({
      state: 'failed',
      bounced: true,
      needs_attention: true,
      last_error: 'The mailbox does not exist or refuses our mail (5.1.1).',
    });
    expect(await audits(mail)).toEqual([{ outcome: 'delivered' }, { outcome: 'bounced' }]);
  });

  test.each([
    { told: { event: 'bounce', type: 'blocked', status: '4.7.1' }, bounced: false },
    { told: { event: 'dropped', reason: 'Bounced Address' }, bounced: true },
    { told: { event: 'dropped', reason: 'Unsubscribed Address' }, bounced: false },
  ])('says that mail did not arrive: $told', async ({ told, bounced }) => {
    await tell(about(mail, told));
    expect(await look(mail)).toMatchObject({ state: 'failed', bounced });
  });

  test('passes over what is not followed, not ours, or unknown', async () => {
    const foreign = { event: 'bounce', type: 'bounce', 'smtp-id': '<x@elsewhere.example>' };
    const answer = await tell(about(mail, { event: 'open' }), foreign, bounce(randomUUID()), {
      event: 'click',
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
      () => post(body(), { signature: signed(`1764000000${body()}`, stranger) }),
    ],
    ['another time', 'signature_invalid', () => post(body(), { timestamp: '1764000001' })],
    [
      'a body that was changed',
      'signature_invalid',
      () => post(`${body()} `, { signature: signed(`1764000000${body()}`) }),
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
  const signature = sign('sha256', Buffer.from('1[]'), events.privateKey).toString('base64');
  const right = await service.call('POST', '/webhooks/sendgrid', {
    body: '[]',
    headers: {
      'x-forwarded-for': '192.0.2.7',
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': '1',
    },
  });
  expect(right.status).toBe(204);
});
