/** Answers as Twilio's Messages resource does, and keeps the text message in the inbox. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FaultSwitch } from './faults.ts';
import type { Store } from './store.ts';

export type SmsRequest = { accountSid: string; authorization: string | undefined; body: string };
export type SmsAnswer = { status: number; body: Record<string, unknown> } | 'broken line' | 'silence';
export type TwilioAccount = { sid: string; token: string };

/** One attempt to send. */
export function receiveSms(
  request: SmsRequest,
  account: TwilioAccount,
  { store, faults }: { store: Store; faults: FaultSwitch },
): SmsAnswer {
  if (request.accountSid !== account.sid || !isAuthorised(request.authorization, account)) {
    return failure(401, 20003, 'Authenticate');
  }
  const form = new URLSearchParams(request.body);
  const [to, from, text] = [form.get('To'), form.get('From'), form.get('Body')];
  if (!to) return failure(400, 21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return failure(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (!from) return failure(400, 21603, "A 'From' phone number is required.");
  if (!text) return failure(400, 21602, 'Message body is required.');
  if (text.length > 1600) return failure(400, 21617, 'The message body exceeds the 1600 character limit.');

  const fault = faults.take('sms');
  if (fault === 'error') return failure(500, 20500, 'Internal Server Error');
  if (fault === 'reject') return failure(400, 21610, 'Attempt to send to unsubscribed recipient');
  const sid = `SM${randomBytes(16).toString('hex')}`;
  store.add({
    kind: 'sms',
    from,
    to: [to],
    subject: text.split('\n')[0]?.slice(0, 80) ?? '',
    text,
    html: null,
    attachments: [],
    message_id: sid,
    status_callback: form.get('StatusCallback'),
  });
  if (fault === 'drop') return 'broken line';
  if (fault === 'hang') return 'silence';
  return { status: 201, body: accepted({ sid, to, from, text }, account) };
}

/** The texts that were taken, newest first, as Twilio lists them. */
export function listSms(
  request: Omit<SmsRequest, 'body'> & { to: string | undefined },
  account: TwilioAccount,
  store: Store,
): { status: number; body: Record<string, unknown> } {
  if (request.accountSid !== account.sid || !isAuthorised(request.authorization, account)) {
    return { status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } };
  }
  const messages = store
    .list(request.to)
    .filter(({ kind }) => kind === 'sms')
    .map(({ message_id: sid, from, to, text }) => ({
      sid,
      from,
      to: to[0],
      body: text,
      status: 'delivered',
    }));
  return { status: 200, body: { messages, page: 0, page_size: messages.length } };
}

function isAuthorised(authorization: string | undefined, { sid, token }: TwilioAccount): boolean {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`);
  const given = Buffer.from(authorization ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function failure(status: number, code: number, message: string): SmsAnswer {
  return {
    status,
    body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  };
}

type Accepted = { sid: string; to: string; from: string; text: string };

function accepted({ sid, to, from, text }: Accepted, account: TwilioAccount): Record<string, unknown> {
  return {
    sid,
    account_sid: account.sid,
    api_version: '2010-04-01',
    body: text,
    date_created: new Date().toUTCString(),
    date_sent: null,
    date_updated: new Date().toUTCString(),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(Math.ceil(text.length / 153)),
    price: null,
    price_unit: 'USD',
    status: 'queued',
    to,
    uri: `/2010-04-01/Accounts/${account.sid}/Messages/${sid}.json`,
  };
}
