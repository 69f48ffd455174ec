/** Reports the delivery of a message to the clinic, as the real services do: Twilio's status callback, SendGrid's signed events. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { twilioSignature } from '../../../functions/edges/sms/twilio-signature.ts';
import type { Message } from './store.ts';

export type News = {
  /** Base64 of the SPKI that checks the events about e-mails. */
  key: string;
  /** That a message arrived, or that it came back after it was taken. Whoever does not answer is not asked again. */
  report(message: Message, outcome: 'delivered' | 'bounced'): Promise<void>;
};

export type NewsOptions = {
  folder: string;
  /** The secret with which callbacks about texts are signed. */
  token: string;
  /** Where events about e-mails go; nowhere when left out. */
  eventsUrl: string | undefined;
};

export function openNews({ folder, token, eventsUrl }: NewsOptions): News {
  const key = keyIn(folder);
  return {
    key: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    async report(message, outcome) {
      if (message.kind === 'sms') await reportText(message, outcome, token);
      else if (eventsUrl) await reportMail(message, outcome, eventsUrl, key);
    },
  };
}

/** Kept, so that a restart of the inbox alone signs with the key that the clinic knows. */
function keyIn(folder: string): KeyObject {
  const file = join(folder, 'events-key.pem');
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  }
  return createPrivateKey(readFileSync(file));
}

async function reportText(message: Message, outcome: 'delivered' | 'bounced', token: string): Promise<void> {
  if (!message.status_callback) return;
  const form = new URLSearchParams({
    MessageSid: message.message_id ?? '',
    To: message.to[0] ?? '',
    From: message.from,
    MessageStatus: outcome === 'delivered' ? 'delivered' : 'undelivered',
    ...(outcome === 'bounced' && { ErrorCode: '30005' }),
  });
  const signature = twilioSignature(token, message.status_callback, form);
  await post(message.status_callback, form, { 'x-twilio-signature': signature });
}

async function reportMail(
  message: Message,
  outcome: 'delivered' | 'bounced',
  url: string,
  key: KeyObject,
): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const event = {
    email: message.to[0],
    timestamp: Number(timestamp),
    'smtp-id': message.message_id,
    sg_event_id: randomBytes(12).toString('base64url'),
    sg_message_id: message.id,
    ...(outcome === 'delivered'
      ? { event: 'delivered', response: '250 OK' }
      : {
          event: 'bounce',
          type: 'bounce',
          status: '5.1.1',
          reason: `550 5.1.1 <${message.to[0]}> user unknown`,
        }),
  };
  const body = JSON.stringify([event]);
  const signature = sign('sha256', Buffer.from(timestamp + body), key).toString('base64');
  await post(url, body, {
    'content-type': 'application/json',
    'x-twilio-email-event-webhook-signature': signature,
    'x-twilio-email-event-webhook-timestamp': timestamp,
  });
}

async function post(
  url: string,
  body: string | URLSearchParams,
  headers: Record<string, string>,
): Promise<void> {
  await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(5_000) });
}
