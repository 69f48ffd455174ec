/** The webhook endpoint at Stripe, made by the setup when no signing secret was answered. */
import type Stripe from 'stripe';
import { stripeFor } from '../operate/stripe/connection.ts';
import { createEndpoint, endpointsAt, webhookUrl } from '../operate/stripe/endpoint.ts';
import type { Answers } from './answers.ts';

export type MadeEndpoint = { answers: Answers; done: string[]; takeBack: () => Promise<void> };

/** Answers the signing secret of a new endpoint. Throws when the address has one already, whose secret no one can read. */
export async function makeEndpoint(answers: Answers, account?: Stripe): Promise<MadeEndpoint> {
  if (answers.stripe !== 'account' || answers.stripe_webhook_secret !== undefined)
    return { answers, done: [], takeBack: async () => undefined };
  const stripe = account ?? stripeFor({ STRIPE_SECRET_KEY: answers.stripe_secret_key ?? '' });
  const url = webhookUrl({ WEB_URL: new URL(answers.address).origin }, undefined);
  const [existing] = await endpointsAt(stripe, url);
  if (existing !== undefined)
    throw new Error(
      `stripe_webhook_secret is missing: Stripe has the endpoint ${existing.id} for ${url} already. Answer its signing secret (Stripe’s dashboard shows it), or delete it there. Nothing was changed.`,
    );
  const { id, secret } = await createEndpoint(stripe, url);
  return {
    answers: { ...answers, stripe_webhook_secret: secret },
    done: [`Webhook endpoint at Stripe: ${id} for ${url}`],
    takeBack: async () => void (await stripe.webhookEndpoints.del(id)),
  };
}
