/** What SendGrid's event webhook says about e-mails that its relay took. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import type { DeliveryNews, SignedNotice } from '../../capabilities/ports/delivery.ts';

/** Only what we read; an event of a kind that we do not follow may look otherwise. */
const event = z.looseObject({
  event: z.string(),
  'smtp-id': z.string().optional(),
  sg_message_id: z.string().optional(),
  type: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
});
const events = z.array(event).max(5_000);

/** Our own part of the Message-ID: the message's id. */
const OURS = /^<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@/;

/** The key of the webhook's settings page: base64 of an SPKI. Throws when it is none. */
export const readEventKey = (base64: string): KeyObject =>
  createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });

/** The news in a signed body, in its order. Events about mail that is not ours are left out. */
export function readEvents(
  key: KeyObject | undefined,
  { body, signature, timestamp }: SignedNotice,
): DeliveryNews[] | 'not_signed' | 'not_news' {
  if (!key || !isSigned(key, timestamp + body, signature)) return 'not_signed';
  const parsed = events.safeParse(jsonOf(body));
  return parsed.success ? parsed.data.flatMap(newsOf) : 'not_news';
}

function isSigned(key: KeyObject, text: string, signature: string): boolean {
  try {
    return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function newsOf(told: z.output<typeof event>): DeliveryNews[] {
  const messageId = OURS.exec(told['smtp-id'] ?? '')?.[1];
  if (!messageId) return [];
  const about = { messageId, providerId: told.sg_message_id ?? told['smtp-id'] ?? '' };
  // The reason quotes the address and is not kept; the enhanced status code does not.
  const code = /^\d\.\d{1,3}\.\d{1,3}$/.test(told.status ?? '') ? ` (${told.status})` : '';
  switch (told.event) {
    case 'delivered':
      return [{ ...about, outcome: 'delivered', reason: null }];
    case 'bounce':
      return told.type === 'blocked'
        ? [{ ...about, outcome: 'failed', reason: `The patient’s mail server did not take it${code}.` }]
        : [
            {
              ...about,
              outcome: 'bounced',
              reason: `The mailbox does not exist or refuses our mail${code}.`,
            },
          ];
    case 'dropped':
      return /bounced|invalid/i.test(told.reason ?? '')
        ? [{ ...about, outcome: 'bounced', reason: 'Earlier mail to this address came back.' }]
        : [{ ...about, outcome: 'failed', reason: 'The mail service holds mail to this address back.' }];
    default:
      return [];
  }
}
