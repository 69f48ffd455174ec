/** What the emulator's tests share: a fresh emulator, the real SDK on it, a webhook receiver, and waiting. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { type EmulatorOptions, type StripeEmulator, startStripeEmulator } from './emulator.ts';

export const API_KEY = 'sk_test_emulator_key_1234567890';
export const WEBHOOK_SECRET = 'whsec_emulator_secret';

export type Harness = {
  stripe: Stripe;
  url: string;
  /** Calls the control surface; fails on anything but 200. */
  control<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<T>;
  /** Opens a session of this amount and answers it. */
  open(
    over?: Partial<Stripe.Checkout.SessionCreateParams>,
    amount?: number,
  ): Promise<Stripe.Response<Stripe.Checkout.Session>>;
  pay(session: string, card?: string, more?: object): Promise<Paid>;
  stop(): Promise<void>;
};
export type Paid = { outcome: string; session: Stripe.Checkout.Session; redirect_url: string | null };

/** An emulator in a directory of its own, and everything to drive it. */
export async function startHarness(options: Partial<EmulatorOptions> = {}): Promise<Harness> {
  const directory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'stripe-emulator-')));
  const emulator = await startStripeEmulator({
    port: 0,
    dataDirectory: directory,
    apiKey: API_KEY,
    webhook: null,
    retry: { firstMs: 5, maxMs: 20 },
    ...options,
  });
  const stop = async () => {
    await emulator.stop();
    if (options.dataDirectory === undefined) await rm(directory, { recursive: true });
  };
  return { ...driver(emulator, sdkFor(emulator.url)), stop };
}

/** The SDK as the product uses it, without its own retries. */
export function sdkFor(url: string, apiKey = API_KEY): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(apiKey, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

function driver(emulator: Pick<StripeEmulator, 'url' | 'controlUrl'>, stripe: Stripe): Omit<Harness, 'stop'> {
  const control: Harness['control'] = async (method, path, body) => {
    const response = await fetch(`${emulator.controlUrl}${path}`, {
      method,
      ...(method === 'POST'
        ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }
        : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer as never;
  };
  return {
    stripe,
    url: emulator.url,
    control,
    open: (over = {}, amount = 12_345) => stripe.checkout.sessions.create({ ...checkout(amount), ...over }),
    pay: (session, card = '4242424242424242', more = {}) =>
      control('POST', `/sessions/${session}/pay`, { card, ...more }),
  };
}

export function checkout(amount: number): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: 'usd',
          unit_amount: amount,
          product_data: { name: 'Invoice CLINIC-1, line 1' },
        },
      },
    ],
    success_url: 'http://clinic.test/paid?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://clinic.test/back',
    metadata: { invoice_id: 'inv_1' },
    payment_intent_data: { metadata: { invoice_id: 'inv_1' } },
  };
}

export type Received = { event: Stripe.Event; signature: string };
export type Receiver = {
  url: string;
  received: Received[];
  answerWith(status: number): void;
  stop(): Promise<void>;
};

/** An endpoint that verifies each event's signature with the SDK, as the product does. */
export async function startReceiver(stripe: Stripe): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      const event = stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, WEBHOOK_SECRET);
      received.push({ event, signature });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    answerWith: (next) => {
      status = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Waits until the condition holds; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
