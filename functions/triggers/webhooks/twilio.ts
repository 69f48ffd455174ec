/** POST /api/v1/webhooks/twilio/{id} */
import { hearOfMessages } from '../../capabilities/messages/record-delivery.ts';
import { webhooks } from '../../contracts/webhooks.ts';
import { endpoint } from '../../http/endpoint.ts';

endpoint(webhooks.twilio, async ({ app, body, caller, request }) => {
  const signature = request.headers.get('x-twilio-signature') ?? '';
  await hearOfMessages(app, app.sms.readNews(request.params.id ?? '', { body, signature }), caller);
  return undefined;
});
