/** POST /api/v1/webhooks/stripe */
import { storeEvent } from '../../capabilities/webhooks/stripe.ts';
import { webhooks } from '../../contracts/webhooks.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(webhooks.stripe, async ({ app, body, caller, request }) => {
  await storeEvent(app, body, request.headers.get('stripe-signature') ?? '', caller);
  return { received: true as const };
});
