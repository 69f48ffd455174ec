/** What SendGrid's event webhook says about e-mails that its relay took. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import type { DeliveryEvent, NoticeProblem, SignedNotice } from '../../capabilities/ports/delivery.ts';
import { isTimely } from '../../domain/delivery-notice.ts';

/** Only what we read; an event of a kind that we do not follow may look otherwise. */
const event = z.looseObject({
  event: z.string(),
  timestamp: z.int().positive().max(253_402_300_799),
  sg_event_id: z.string().min(1).max(200).optional(),
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

/** The news in a signed body, in its order; `too_old` when it was signed long ago. Events about mail that is not ours are left out. */
export function readEvents(
  key: KeyObject | undefined,
  { body, signature, timestamp }: SignedNotice,
): DeliveryEvent[] | NoticeProblem {
  if (!key || !isSigned(key, timestamp + body, signature)) return 'not_signed';
  if (!isTimely(/^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN, Date.now() / 1000))
    return 'too_old';
  const parsed = events.safeParse(jsonOf(body));
  return parsed.success ? parsed.data.flatMap(toDeliveryEvents) : 'unreadable';
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

/** For an event without an id of its own: what it says, at its time, about one message. */
const contentId = (reported: z.output<typeof event>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        reported['smtp-id'],
        reported.sg_message_id,
        reported.event,
        reported.type,
        reported.status,
        reported.timestamp,
      ]),
    )
    .digest('hex');

function toDeliveryEvents(reported: z.output<typeof event>): DeliveryEvent[] {
  const messageId = OURS.exec(reported['smtp-id'] ?? '')?.[1];
  if (!messageId) return [];
  const about = {
    messageId,
    provider: 'sendgrid' as const,
    noticeId: reported.sg_event_id ?? contentId(reported),
    providerId: reported.sg_message_id ?? reported['smtp-id'] ?? '',
    occurredAt: new Date(reported.timestamp * 1000),
  };
  // The reason quotes the address and is not kept; the enhanced status code does not.
  const code = /^\d\.\d{1,3}\.\d{1,3}$/.test(reported.status ?? '') ? ` (${reported.status})` : '';
  switch (reported.event) {
    case 'delivered':
      return [{ ...about, outcome: 'delivered', reason: null }];
    case 'bounce':
      return reported.type === 'blocked'
        ? [{ ...about, outcome: 'failed', reason: `The patient’s mail server did not take it${code}.` }]
        : [
            {
              ...about,
              outcome: 'bounced',
              reason: `The mailbox does not exist or refuses our mail${code}.`,
            },
          ];
    case 'dropped':
      return /bounced|invalid/i.test(reported.reason ?? '')
        ? [{ ...about, outcome: 'bounced', reason: 'Earlier e-mail to this address was returned.' }]
        : [{ ...about, outcome: 'failed', reason: 'The mail service blocks e-mail to this address.' }];
    default:
      return [];
  }
}
