/** Trusting an event: the signature over the raw bytes, by a secret of ours, and not too old or too new. */
import Stripe from 'stripe';
import * as z from 'zod';
import type { StripeEventRecord } from '../../capabilities/ports/events.ts';

const TOLERANCE_SECONDS = 300;

const envelope = z.object({
  id: z.string().regex(/^[A-Za-z0-9_]{1,255}$/),
  object: z.literal('event'),
  type: z.string().min(1).max(200),
  created: z.int().positive(),
  livemode: z.boolean(),
  data: z.object({ object: z.looseObject({}) }),
});

/** The event as its bytes say it, or why it is not trusted. The SDK takes any future timestamp; we do not. */
export function verifyEvent(
  stripe: Stripe,
  secrets: readonly string[],
  body: string,
  signature: string,
): StripeEventRecord | 'not_signed' | 'not_an_event' {
  const signedAt = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(signature)?.[1]);
  if (!Number.isFinite(signedAt) || signedAt - Date.now() / 1000 > TOLERANCE_SECONDS) return 'not_signed';
  if (!secrets.some((secret) => isSigned(stripe, body, signature, secret))) return 'not_signed';
  const event = envelope.safeParse(parsed(body));
  if (!event.success) return 'not_an_event';
  const { id, type, livemode, created } = event.data;
  return { id, type, livemode, createdAt: new Date(created * 1000), payload: body };
}

function isSigned(stripe: Stripe, body: string, signature: string, secret: string): boolean {
  try {
    stripe.webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS);
    return true;
  } catch (error) {
    // Well signed but not JSON: the caller finds that out itself.
    if (error instanceof SyntaxError) return true;
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
