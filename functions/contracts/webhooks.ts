/** Webhooks of Stripe, Twilio and SendGrid. Bodies are verified as bytes before anything reads them, so they have no schema here. */
import * as z from 'zod';
import { nothing, route } from './route.ts';

export const webhooks = {
  stripe: route({
    name: 'webhooks-stripe',
    method: 'POST',
    path: 'v1/webhooks/stripe',
    who: 'signed',
    summary: 'Store a signed event of Stripe, to be applied from the queue',
    input: z.unknown(),
    reply: z.object({ received: z.literal(true) }),
    status: 200,
  }),
  twilio: route({
    name: 'webhooks-twilio',
    method: 'POST',
    path: 'v1/webhooks/twilio/{id}',
    who: 'signed',
    summary: 'What became of a text message: Twilio’s status callback',
    input: z.unknown(),
    reply: nothing,
    status: 204,
  }),
  sendgrid: route({
    name: 'webhooks-sendgrid',
    method: 'POST',
    path: 'v1/webhooks/sendgrid',
    who: 'signed',
    summary: 'What became of e-mails: SendGrid’s event webhook, when its relay is the SMTP server',
    input: z.unknown(),
    reply: nothing,
    status: 204,
  }),
};
