/** What Stripe tells us. The body is verified as bytes before anything reads it, so it has no schema here. */
import * as z from 'zod';
import { route } from './route.ts';

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
};
