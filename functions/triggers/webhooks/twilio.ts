/** POST /api/v1/webhooks/twilio/{id} */
import { recordTwilioStatus } from '../../capabilities/webhooks/twilio.ts';
import { webhooks } from '../../contracts/webhooks.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(webhooks.twilio, async ({ app, body, caller, request }) => {
  const signature = request.headers.get('x-twilio-signature') ?? '';
  await recordTwilioStatus(app, request.params.id ?? '', { body, signature }, caller);
  return undefined;
});
