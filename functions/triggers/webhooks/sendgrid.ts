/** POST /api/v1/webhooks/sendgrid */
import { recordSendgridEvents } from '../../capabilities/webhooks/sendgrid.ts';
import { webhooks } from '../../contracts/webhooks.ts';
import { endpoint } from '../../http/endpoint.ts';

const HEADER = 'x-twilio-email-event-webhook';

endpoint(webhooks.sendgrid, async ({ app, body, caller, request }) => {
  const signature = request.headers.get(`${HEADER}-signature`) ?? '';
  const timestamp = request.headers.get(`${HEADER}-timestamp`) ?? '';
  await recordSendgridEvents(app, { body, signature, timestamp }, caller);
  return undefined;
});
