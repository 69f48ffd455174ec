/** Trusting an event: the signature over the raw bytes, by a secret of ours, and not too old or too new. */
import Stripe from 'stripe';
import * as z from 'zod';
import type { StripeEventRecord } from '../../capabilities/ports/stripe-events.ts';

const TOLERANCE_SECONDS = 300;

const id = z.string().regex(/^[A-Za-z0-9_]{1,255}$/);
const type = z.string().regex(/^[a-z0-9_.]{1,200}$/);
/** 9999-12-31, the last day that the database and a date of JavaScript both have. */
const LAST_SECOND = 253_402_300_799;
const snapshot = z.object({
  id,
  object: z.literal('event'),
  type,
  created: z.int().positive().max(LAST_SECOND),
  livemode: z.boolean(),
  data: z.object({ object: z.looseObject({}) }),
});
/** An event of the second API: it names an object and holds no snapshot of it. */
const thin = z.object({
  id,
  object: z.literal('v2.core.event'),
  type,
  created: z.iso.datetime({ offset: true }).refine((text) => text >= '1970'),
  livemode: z.boolean(),
});

/** The event as its bytes say it, or why it is not trusted. The SDK takes any future timestamp; we do not. */
export function verifyEvent(
  secrets: readonly string[],
  body: string,
  signature: string,
): StripeEventRecord | 'not_signed' | 'not_an_event' {
  const signedAt = timestampOf(signature);
  if (signedAt === undefined || signedAt - Date.now() / 1000 > TOLERANCE_SECONDS) return 'not_signed';
  if (!secrets.some((secret) => isSigned(body, signature, secret))) return 'not_signed';
  const value = parsed(body);
  const event = snapshot.safeParse(value);
  if (event.success)
    return { ...recordOf(event.data), createdAt: new Date(event.data.created * 1000), payload: body };
  const notification = thin.safeParse(value);
  if (!notification.success) return 'not_an_event';
  return { ...recordOf(notification.data), createdAt: new Date(notification.data.created), payload: body };
}

const recordOf = (event: { id: string; type: string; livemode: boolean }) => ({
  id: event.id,
  type: event.type,
  livemode: event.livemode,
});

/** The one time that the header names. The SDK takes the last of several, so that an earlier one could be anything. */
function timestampOf(signature: string): number | undefined {
  const times = signature.split(',').filter((part) => part.split('=')[0]?.trim() === 't');
  const [, seconds] = /^t=(\d{1,12})$/.exec(times[0] ?? '') ?? [];
  return times.length === 1 && seconds !== undefined ? Number(seconds) : undefined;
}

function isSigned(body: string, signature: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature?.verifyHeader(body, signature, secret, TOLERANCE_SECONDS) === true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
