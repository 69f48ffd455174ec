/** Stripe over its own SDK: every time-out, retry and refusal is chosen here. */
import Stripe from 'stripe';
import * as z from 'zod';
import type { CheckoutKind, CheckoutRequest } from '../../capabilities/ports/checkouts.ts';
import type { StripePort } from '../../capabilities/ports/stripe.ts';
import { answered } from './answers.ts';
import {
  balanceTransactionNow,
  balanceTransactionsSince,
  disputeNow,
  disputesSince,
  partsOf,
  payoutsSince,
} from './balance.ts';
import { readFact, readOrigin } from './facts.ts';
import {
  activeLinks,
  checkoutsSince,
  eventsAfter,
  eventsSince,
  paymentsSince,
  refundsSince,
} from './lists.ts';
import { paymentMoney, refundsOf, sendRefund } from './refunds.ts';
import { verifyEvent } from './verify.ts';

export type StripeSettings = {
  secretKey: string;
  /** Old and new while a secret is being changed. */
  webhookSecrets: readonly string[];
  /** The emulator's address; Stripe itself when empty. */
  apiBase: string | undefined;
};

/**
 * Ten seconds and one repeat: the SDK's 80 s three times over outlasts an Azure HTTP answer (230 s) and the person
 * who waits. Whatever is unanswered after that goes on from the queue, with the same key.
 */
const TIMEOUT_MILLISECONDS = 10_000;
const REPEATS = 1;

/** What we rely on in an answer; a middlebox's 200 with something else is no answer. */
const pageAnswer = z.object({ id: z.string().min(1), url: z.url(), expires_at: z.int().optional() });
const sessionState = z.object({ status: z.enum(['open', 'complete', 'expired']) });

export function createStripe(settings: StripeSettings): StripePort {
  const base = settings.apiBase ? new URL(settings.apiBase) : undefined;
  const stripe = new Stripe(settings.secretKey, {
    timeout: TIMEOUT_MILLISECONDS,
    maxNetworkRetries: REPEATS,
    telemetry: false,
    appInfo: { name: 'clinic-billing' },
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === 'https:' ? '443' : '80'),
      protocol: base.protocol === 'https:' ? 'https' : 'http',
    }),
  });
  return {
    openCheckout: (kind, request, key) => answered(() => openPage(stripe, kind, request, key)),
    closeCheckout: (kind, id) => answered(() => closePage(stripe, kind, id)),
    verifyEvent: (body, signature) => verifyEvent(settings.webhookSecrets, body, signature),
    readFact,
    readOrigin,
    refund: (request, key) => answered(() => sendRefund(stripe, request, key)),
    refundsOf: (payment) => answered(() => refundsOf(stripe, payment)),
    paymentMoney: (payment) => answered(() => paymentMoney(stripe, payment)),
    dispute: (id) => answered(() => disputeNow(stripe, id)),
    balanceTransaction: (id) => answered(() => balanceTransactionNow(stripe, id)),
    partsOf: (payout) => answered(() => partsOf(stripe, payout)),
    eventsAfter: (id) => answered(() => eventsAfter(stripe, id)),
    eventsSince: (from) => answered(() => eventsSince(stripe, from)),
    paymentsSince: (from) => answered(() => paymentsSince(stripe, from)),
    activeLinks: () => answered(() => activeLinks(stripe)),
    checkoutsSince: (from) => answered(() => checkoutsSince(stripe, from)),
    refundsSince: (from) => answered(() => refundsSince(stripe, from)),
    disputesSince: (from) => answered(() => disputesSince(stripe, from)),
    balanceTransactionsSince: (from) => answered(() => balanceTransactionsSince(stripe, from)),
    payoutsSince: (from) => answered(() => payoutsSince(stripe, from)),
  };
}

async function openPage(
  stripe: Stripe,
  kind: CheckoutKind,
  request: CheckoutRequest,
  idempotencyKey: string,
) {
  const metadata = {
    invoice_id: request.invoiceId,
    clinic_id: request.clinicId,
    ...(request.checkoutId !== undefined && { checkout_id: request.checkoutId }),
  };
  const lines = request.lines.map((line) => ({
    quantity: 1,
    price_data: {
      currency: request.currency,
      unit_amount: line.amountCents,
      product_data: { name: line.name },
    },
  }));
  if (kind === 'payment_link') {
    const link = await stripe.paymentLinks.create(
      {
        line_items: lines,
        metadata,
        payment_intent_data: { metadata },
        restrictions: { completed_sessions: { limit: 1 } },
        after_completion: {
          type: 'redirect',
          redirect: { url: request.successUrl },
        },
      },
      { idempotencyKey },
    );
    const { id, url } = pageAnswer.parse(link);
    return { stripeId: id, url, expiresAt: null };
  }
  const session = await stripe.checkout.sessions.create(
    {
      mode: 'payment',
      line_items: lines,
      client_reference_id: request.invoiceId,
      metadata,
      payment_intent_data: { metadata },
      success_url: request.successUrl,
      cancel_url: request.cancelUrl,
      ...(request.expiresAt !== null && { expires_at: request.expiresAt }),
    },
    { idempotencyKey },
  );
  const { id, url, expires_at } = pageAnswer.parse(session);
  return { stripeId: id, url, expiresAt: expires_at === undefined ? null : new Date(expires_at * 1000) };
}

async function closePage(stripe: Stripe, kind: CheckoutKind, id: string): Promise<'expired' | 'complete'> {
  if (kind === 'payment_link') {
    await stripe.paymentLinks.update(id, { active: false });
    const sessions = await stripe.checkout.sessions.list({ payment_link: id, limit: 100 });
    for (const session of sessions.data.filter((each) => each.status === 'open'))
      await closeSession(stripe, session.id);
    return sessions.data.some((session) => session.status === 'complete') ? 'complete' : 'expired';
  }
  return closeSession(stripe, id);
}

/** Only an open session can be expired: a 400 means that it was paid or ended before us, so we look. */
async function closeSession(stripe: Stripe, id: string): Promise<'expired' | 'complete'> {
  try {
    await stripe.checkout.sessions.expire(id);
    return 'expired';
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    const { status } = sessionState.parse(await stripe.checkout.sessions.retrieve(id));
    if (status === 'open') throw error;
    return status;
  }
}
