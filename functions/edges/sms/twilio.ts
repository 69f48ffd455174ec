/** Texts over Twilio's Messages endpoint, which one fetch reaches as well as an SDK of 21 MB. */
import * as z from 'zod';
import {
  type DeliveryEvent,
  DeliveryFailure,
  type NoticeProblem,
} from '../../capabilities/ports/delivery.ts';
import type { SmsPort } from '../../capabilities/ports/sms.ts';
import { TIME_LIMITS, type TimeLimits } from '../time-limits.ts';
import { isSignedByTwilio } from './twilio-signature.ts';

export type TwilioSettings = {
  apiBase: string;
  accountSid: string;
  authToken: string;
  from: string;
  /** Where Twilio reports the delivery of a message, without the message's id at the end; nowhere when it cannot reach us. */
  statusCallbackUrl: string | undefined;
  limits?: TimeLimits;
};

const answer = z.object({ sid: z.string() });
const list = z.object({ messages: z.array(z.object({ sid: z.string(), body: z.string() })) });
const failure = z.object({ code: z.number() });

/** Twilio's codes for a number that will never take a text. */
const PERMANENT = new Map([
  [21211, 'The number is not a phone number'],
  [21214, 'The number is not a phone number'],
  [21408, 'Texts to this country are not allowed'],
  [21610, 'The patient has answered STOP to our texts'],
  [21612, 'The number cannot be reached from ours'],
  [21614, 'The number is not a mobile phone'],
  [30004, 'The phone refuses our texts'],
  [30005, 'The number does not exist'],
  [30006, 'The number is a landline'],
]);
/** What may be over tomorrow. */
const PASSING = new Map([
  [30003, 'The phone is off or out of reach'],
  [30007, 'The phone company filtered it as spam'],
]);

/** Without settings, texts fail with a plain sentence that staff see beside the message. */
export function createSms(settings: TwilioSettings | undefined): SmsPort {
  return {
    async send({ to: given, text, messageId, isRetry: again }) {
      if (!settings) {
        throw new DeliveryFailure('Text messages are not set up: TWILIO_ACCOUNT_SID is missing.', false);
      }
      // E.164, however staff have written it.
      const to = given.replace(/[^+\d]/g, '');
      // Twilio knows no idempotency key: after a lost answer, what was sent is looked for. The link makes a text unique.
      return (
        (again ? await findSent(settings, to, text) : undefined) ??
        (await post(settings, to, text, messageId))
      );
    },
    parseDeliveryEvents: (messageId, { body, signature }) =>
      settings ? parseDeliveryEvents(settings, messageId, body, signature) : 'not_signed',
  };
}

async function post(settings: TwilioSettings, to: string, text: string, messageId: string): Promise<string> {
  const body = new URLSearchParams({ To: to, From: settings.from, Body: text });
  if (settings.statusCallbackUrl) body.set('StatusCallback', `${settings.statusCallbackUrl}/${messageId}`);
  const response = await call(settings, '', { method: 'POST', body });
  return answer.parse(await response.json()).sid;
}

async function findSent(settings: TwilioSettings, to: string, text: string): Promise<string | undefined> {
  const query = new URLSearchParams({ To: to, PageSize: '50' });
  const response = await call(settings, `?${query}`, { method: 'GET' });
  return list.parse(await response.json()).messages.find(({ body }) => body === text)?.sid;
}

async function call(settings: TwilioSettings, query: string, init: RequestInit): Promise<Response> {
  const { apiBase, accountSid, authToken } = settings;
  const path = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json${query}`;
  const response = await fetch(`${apiBase}${path}`, {
    ...init,
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    redirect: 'error',
    signal: AbortSignal.timeout((settings.limits ?? TIME_LIMITS.sms).requestMilliseconds),
  }).catch(() => {
    throw new DeliveryFailure('The SMS provider could not be reached or broke off.', false);
  });
  if (response.ok) return response;
  const said = failure.safeParse(await response.json().catch(() => undefined));
  const code = said.success ? said.data.code : 0;
  const permanent = PERMANENT.get(code);
  if (permanent) throw new DeliveryFailure(`${permanent} (${code}).`, true);
  throw new DeliveryFailure(`The SMS provider does not take it for now (${code || response.status}).`, false);
}

function parseDeliveryEvents(
  { authToken, statusCallbackUrl }: TwilioSettings,
  messageId: string,
  body: string,
  signature: string,
): DeliveryEvent[] | NoticeProblem {
  const form = new URLSearchParams(body);
  if (
    !statusCallbackUrl ||
    !isSignedByTwilio(authToken, `${statusCallbackUrl}/${messageId}`, form, signature)
  )
    return 'not_signed';
  const sid = form.get('MessageSid') ?? '';
  const status = form.get('MessageStatus') ?? '';
  if (!/^[A-Za-z0-9]{1,64}$/.test(sid)) return 'unreadable';
  const about = {
    messageId,
    provider: 'twilio' as const,
    noticeId: `${sid} ${status}`,
    providerId: sid,
    occurredAt: null,
  };
  switch (status) {
    case 'delivered':
      return [{ ...about, outcome: 'delivered', reason: null }];
    case 'failed':
    case 'undelivered': {
      const code = Number(form.get('ErrorCode') ?? 0);
      const permanent = PERMANENT.get(code);
      const reason = permanent ?? PASSING.get(code) ?? 'The phone company did not deliver it';
      return [{ ...about, outcome: permanent ? 'bounced' : 'failed', reason: `${reason} (${code}).` }];
    }
    default:
      return [];
  }
}
