/**
 * `STRIPE_TEST_KEY=… npm run test:stripe`: the product's own calls against Stripe's test mode, paid with its test cards through
 * the API, without a browser. Without a key nothing is done, and one line says so.
 */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type Stripe from 'stripe';
import { createStripe } from '../../functions/edges/stripe/client.ts';
import { stripeFor } from '../../infra/operate/stripe/connection.ts';
import { createEndpoint, endpointsAt, subscription } from '../../infra/operate/stripe/endpoint.ts';
import { until } from '../../infra/processes/time.ts';

const PATIENCE_MS = 60_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function same(found: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(found, expected))
    throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

/** Runs the suite with a key of test mode. Throws at the first answer that is not what the product relies on. */
export async function playAtStripe(key: string, apiBase?: string): Promise<void> {
  const sdk = stripeFor({ STRIPE_SECRET_KEY: key, STRIPE_API_BASE: apiBase ?? '' });
  const product = createStripe({ secretKey: key, webhookSecrets: [], apiBase });
  const step = async (title: string, work: () => Promise<void>): Promise<void> => {
    await work();
    say(`✓ ${title}`);
  };
  same((await sdk.balance.retrieve()).livemode, false, 'the mode of the key');
  await step('a payment page is made once, found again, and closed', () => page(product));
  await step('a webhook endpoint is made with exactly our events', () => endpoint(sdk));
  // The emulator takes payments on its page alone.
  if (apiBase !== undefined) return;
  await step('a card pays, and half of it goes back', () => paidAndRefunded(sdk, product));
  await step('a declined card moves nothing', () => declined(sdk));
}

async function page(product: ReturnType<typeof createStripe>): Promise<void> {
  const began = new Date();
  const checkoutId = randomUUID();
  const request = {
    checkoutId,
    invoiceId: randomUUID(),
    clinicId: 'test-suite',
    currency: 'usd' as const,
    lines: [{ name: 'Consultation', amountCents: 12_550 }],
    successUrl: 'https://example.com/paid',
    cancelUrl: 'https://example.com/',
    expiresAt: Math.floor(Date.now() / 1000) + 3_600,
  };
  const idempotencyKey = `test-${checkoutId}`;
  const made = await product.openCheckout('checkout_session', request, idempotencyKey);
  const again = await product.openCheckout('checkout_session', request, idempotencyKey);
  same(again.stripeId, made.stripeId, 'the page of the same request');
  const found = await product.findCheckout('checkout_session', checkoutId, began);
  same(found?.stripeId, made.stripeId, 'the page that was looked for');
  same(await product.closeCheckout('checkout_session', made.stripeId), 'expired', 'the closed page');
}

async function paidAndRefunded(sdk: Stripe, product: ReturnType<typeof createStripe>): Promise<void> {
  const intent = await sdk.paymentIntents.create({
    amount: 12_550,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    metadata: { invoice_id: randomUUID(), clinic_id: 'test-suite' },
  });
  const ids = { paymentIntentId: intent.id, chargeId: null };
  const money = await product.paymentMoney(ids);
  if (typeof money === 'string') throw new Error(`The payment is ${money}.`);
  same([money.amountCents, money.currency], [12_550, 'usd'], 'the payment');
  const refund = {
    paymentIntentId: intent.id,
    amountCents: 6_275,
    reason: 'requested_by_customer' as const,
    refundId: randomUUID(),
    clinicId: 'test-suite',
  };
  const sent = await product.refund(refund, `test-${refund.refundId}`);
  same(await product.refund(refund, `test-${refund.refundId}`), sent, 'the same refund, sent again');
  await until('the refund', PATIENCE_MS, async () => {
    const refunds = await product.refundsOf(ids);
    return refunds !== 'unknown' && refunds.length === 1 && refunds[0]?.state === 'succeeded';
  });
  const events = await product.eventsSince(new Date(Date.now() - 300_000));
  if (events.length === 0) throw new Error('Stripe has no events of the last five minutes.');
}

async function declined(sdk: Stripe): Promise<void> {
  const attempt = sdk.paymentIntents.create({
    amount: 1_000,
    currency: 'usd',
    payment_method: 'pm_card_chargeDeclined',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
  const code = await attempt.then(
    () => 'paid',
    (error: { code?: string }) => error.code,
  );
  same(code, 'card_declined', 'a card that is declined');
}

async function endpoint(sdk: Stripe): Promise<void> {
  const url = `https://example.com/${randomUUID()}/api/v1/webhooks/stripe`;
  const { id } = await createEndpoint(sdk, url);
  try {
    const [made] = await endpointsAt(sdk, url);
    same(subscription(made?.enabled_events ?? []), { missing: [], surplus: [] }, 'the subscription');
  } finally {
    await sdk.webhookEndpoints.del(id);
  }
}

if (import.meta.main) {
  const key = process.env.STRIPE_TEST_KEY ?? '';
  if (key === '') say('Skipped: STRIPE_TEST_KEY is not set. It takes a secret key of Stripe’s test mode.');
  else if (!/^(sk|rk)_test_/.test(key)) {
    process.stderr.write(
      'STRIPE_TEST_KEY is not a key of test mode: it must begin with sk_test_ or rk_test_.\n',
    );
    process.exitCode = 1;
  } else {
    await playAtStripe(key).catch((error: unknown) => {
      process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    });
  }
}
