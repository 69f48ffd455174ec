/** The webhook endpoint at Stripe: at the clinic's address, with exactly the events and the version that are used. */
import Stripe from 'stripe';
import { STRIPE_EVENT_TYPES } from '../../../functions/edges/stripe/notifications.ts';
import { bad, type Finding, ok, warn } from '../finding.ts';
import { asked, type StripeValues } from './connection.ts';

export const WEBHOOK_PATH = '/api/v1/webhooks/stripe';
const PERMISSION = 'Webhook Endpoints: Write';
/** An account has at most 16. */
const ALL = { limit: 100 };

type EnabledEvents = Stripe.WebhookEndpointCreateParams['enabled_events'];

/** Where Stripe sends events: the public address, or the API of this machine when Stripe is emulated on it. */
export function webhookUrl(
  { WEB_URL = '', STRIPE_API_BASE }: StripeValues,
  localApi: string | undefined,
): string {
  return `${STRIPE_API_BASE && localApi ? localApi : WEB_URL}${WEBHOOK_PATH}`;
}

/** The events that are missing in a subscription, and those that nothing here reads. */
export function subscription(enabled: readonly string[]): { missing: string[]; surplus: string[] } {
  const isAll = enabled.includes('*');
  return {
    missing: isAll ? [] : STRIPE_EVENT_TYPES.filter((type) => !enabled.includes(type)),
    surplus: isAll ? ['*'] : enabled.filter((type) => !STRIPE_EVENT_TYPES.includes(type)),
  };
}

/** Makes the endpoint. Its secret is in this answer and in no later one. */
export async function createEndpoint(stripe: Stripe, url: string): Promise<{ id: string; secret: string }> {
  const made = await asked(PERMISSION, () =>
    stripe.webhookEndpoints.create({
      url,
      enabled_events: [...STRIPE_EVENT_TYPES] as EnabledEvents,
      api_version: Stripe.API_VERSION as Stripe.WebhookEndpointCreateParams.ApiVersion,
      description: 'Clinic Billing',
    }),
  );
  if (!made.secret)
    throw new Error('Stripe answered without the secret of the new endpoint. Delete it and try again.');
  return { id: made.id, secret: made.secret };
}

export const endpointsAt = async (stripe: Stripe, url: string): Promise<Stripe.WebhookEndpoint[]> =>
  (await asked(PERMISSION, () => stripe.webhookEndpoints.list(ALL))).data.filter((each) => each.url === url);

export type EndpointWork = {
  stripe: Stripe;
  url: string;
  /** False only looks. */
  mayChange: boolean;
  /** A new endpoint takes the place of the one that is there, with a new secret. */
  replace: boolean;
  /** Keeps the secret of a new endpoint where the server reads it; undefined where there is no such place. */
  store: ((secret: string) => void) | undefined;
};
export type EndpointOutcome = { findings: Finding[]; isNew: boolean };

/** Brings the endpoint to what the product uses, and says what was changed or must be. */
export async function agreeOnEndpoint(work: EndpointWork): Promise<EndpointOutcome> {
  const { stripe, url } = work;
  const { data } = await asked(PERMISSION, () => stripe.webhookEndpoints.list(ALL));
  const ours = data.filter((each) => each.url === url);
  const others = data
    .filter((each) => each.url !== url && each.url.endsWith(WEBHOOK_PATH) && each.status === 'enabled')
    .map((each) =>
      warn(`Endpoint ${each.id} sends to ${each.url}: delete it when that address is not in use.`),
    );
  const [endpoint, ...doubles] = ours;
  if (endpoint === undefined || work.replace) {
    const { findings, isNew } = await makeNew(work, ours);
    return { findings: [...findings, ...others], isNew };
  }
  const twice = doubles.map((each) =>
    bad(
      `Endpoint ${each.id} sends to the same address, so that each event comes twice: delete one of the two.`,
    ),
  );
  return { findings: [...(await corrected(work, endpoint)), ...twice, ...others], isNew: false };
}

async function makeNew(work: EndpointWork, old: readonly Stripe.WebhookEndpoint[]): Promise<EndpointOutcome> {
  const { stripe, url, mayChange, store } = work;
  if (!mayChange)
    return {
      findings: [bad(`Endpoint: none at ${url}. Run npm run stripe:check without --dry-run.`)],
      isNew: false,
    };
  if (store === undefined)
    return {
      findings: [bad(`Endpoint: none at ${url}. Say where its secret is to be kept: -- --secret-file FILE`)],
      isNew: false,
    };
  const made = await createEndpoint(stripe, url);
  try {
    store(made.secret);
  } catch (error) {
    // Without its secret an endpoint is of no use.
    await stripe.webhookEndpoints.del(made.id);
    throw error;
  }
  for (const { id } of old) await stripe.webhookEndpoints.del(id);
  const gone = old.length > 0 ? `; deleted ${old.map(({ id }) => id).join(', ')}` : '';
  return {
    findings: [ok(`Endpoint: made ${made.id} for ${url} with ${STRIPE_EVENT_TYPES.length} events${gone}`)],
    isNew: true,
  };
}

async function corrected(work: EndpointWork, endpoint: Stripe.WebhookEndpoint): Promise<Finding[]> {
  const { missing, surplus } = subscription(endpoint.enabled_events);
  const isDisabled = endpoint.status !== 'enabled';
  const findings: Finding[] = [];
  if (endpoint.api_version !== Stripe.API_VERSION)
    findings.push(
      bad(
        `API version of ${endpoint.id}: ${endpoint.api_version ?? 'the account’s default'}, not ${Stripe.API_VERSION}. It cannot be changed: npm run stripe:check -- --replace`,
      ),
    );
  else findings.push(ok(`API version: ${endpoint.api_version}`));
  if (missing.length === 0 && surplus.length === 0 && !isDisabled)
    return [ok(`Endpoint: ${endpoint.id} with exactly the ${STRIPE_EVENT_TYPES.length} events`), ...findings];
  const wrong = [
    ...(isDisabled ? ['it is disabled'] : []),
    ...(missing.length > 0 ? [`missing ${missing.join(', ')}`] : []),
    ...(surplus.length > 0 ? [`surplus ${surplus.join(', ')}`] : []),
  ].join('; ');
  if (!work.mayChange)
    return [
      bad(`Endpoint ${endpoint.id}: ${wrong}. Run npm run stripe:check without --dry-run.`),
      ...findings,
    ];
  await asked(PERMISSION, () =>
    work.stripe.webhookEndpoints.update(endpoint.id, {
      enabled_events: [...STRIPE_EVENT_TYPES] as EnabledEvents,
      ...(isDisabled && { disabled: false }),
    }),
  );
  return [ok(`Endpoint: ${endpoint.id} was changed (${wrong})`), ...findings];
}
