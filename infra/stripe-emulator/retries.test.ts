/** A delivery that is repeated: the same event, signed anew with the time of each attempt. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { until } from '../processes/time.ts';
import { startHarness, WEBHOOK_SECRET } from './testing.ts';

test('each attempt is signed anew, with the time at which it is made', async () => {
  const attempts: { body: string; signature: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    attempts.push({ body, signature: String(request.headers['stripe-signature']) });
    response.writeHead(attempts.length === 1 ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // The first wait is over a second long, so that the two times differ.
  const harness = await startHarness({ retry: { firstMs: 1100, maxMs: 1100 } });
  try {
    await harness.control('POST', '/webhooks/endpoint', { url, secret: WEBHOOK_SECRET });
    await harness.stripe.checkout.sessions.expire((await harness.open()).id);
    await until('the second attempt', 20_000, () => Promise.resolve(attempts.length >= 2));
    const [first, second] = attempts;
    expect(second?.body).toBe(first?.body);
    expect(second?.signature).not.toBe(first?.signature);
    for (const { body, signature } of attempts.slice(0, 2)) {
      expect(Stripe.webhooks.constructEvent(body, signature, WEBHOOK_SECRET).type).toBe(
        'checkout.session.expired',
      );
    }
  } finally {
    await harness.stop();
    server.close();
  }
});
