/** `/v1/webhook_endpoints`: where events go, beside the endpoint that the emulator was started with. */
import type Stripe from 'stripe';
import { del, type Endpoint, existing, listing, post, retrieve } from '../http/endpoint.ts';
import { invalidParameter, invalidRequest } from '../params/errors.ts';
import { mergeMetadata, metadata } from '../params/metadata.ts';
import { boolean, clearable, list, optional, text, unmodelledFields, url } from '../params/read.ts';
import { newId, randomText } from '../state/ids.ts';
import { API_VERSION } from '../state/world.ts';
import { EVENT_TYPES } from '../webhooks/event-types.ts';

const PATH = '/v1/webhook_endpoints';
/** Of one account, in one mode. */
const MOST = 16;

const eventTypes = list(text(), 1, 500);

export const webhookEndpoints: Endpoint[] = [
  post(
    PATH,
    {
      url,
      enabled_events: eventTypes,
      api_version: optional(text()),
      description: clearable(text()),
      metadata,
      ...unmodelledFields('connect'),
    },
    (world, { url: address, enabled_events, api_version, description, metadata: given }) => {
      checkEvents(enabled_events);
      if (api_version !== undefined && api_version !== API_VERSION)
        throw invalidParameter(`Invalid Stripe API version: ${api_version}`, { param: 'api_version' });
      if (world.store.all('webhook_endpoint').length >= MOST)
        throw invalidRequest(`You have reached the maximum of ${MOST} test webhook endpoints.`);
      const secret = `whsec_${randomText(32)}`;
      const endpoint: Stripe.WebhookEndpoint = {
        id: newId('we'),
        object: 'webhook_endpoint',
        api_version: api_version ?? null,
        application: null,
        created: world.clock.now(),
        description: description ?? null,
        enabled_events,
        livemode: false,
        metadata: mergeMetadata({}, given),
        status: 'enabled',
        url: address,
      };
      world.store.insert('webhook_endpoint', endpoint);
      world.store.saveDetail('webhook_endpoint', endpoint.id, { secret });
      // Shown once: no later answer has it.
      return { ...endpoint, secret };
    },
  ),
  listing({ path: PATH, kind: 'webhook_endpoint' }, {}, () => ({ sql: '', values: [] })),
  retrieve(`${PATH}/:id`, 'webhook_endpoint'),
  post(
    `${PATH}/:id`,
    {
      url: optional(url),
      enabled_events: optional(eventTypes),
      description: clearable(text()),
      disabled: optional(boolean),
      metadata,
    },
    (world, { enabled_events, disabled, description, url: address, metadata: given }, id) => {
      const endpoint = existing(world, 'webhook_endpoint', id);
      if (enabled_events !== undefined) checkEvents(enabled_events);
      return world.store.update('webhook_endpoint', {
        ...endpoint,
        ...(enabled_events === undefined ? {} : { enabled_events }),
        ...(address === undefined ? {} : { url: address }),
        ...(description === undefined ? {} : { description }),
        ...(disabled === undefined ? {} : { status: disabled ? 'disabled' : 'enabled' }),
        metadata: mergeMetadata(endpoint.metadata, given),
      });
    },
  ),
  del(`${PATH}/:id`, (world, id) => {
    existing(world, 'webhook_endpoint', id);
    world.store.remove('webhook_endpoint', id);
    return { id, object: 'webhook_endpoint', deleted: true };
  }),
];

function checkEvents(types: readonly string[]): void {
  const unknown = types.findIndex((type) => type !== '*' && !EVENT_TYPES.has(type));
  if (unknown < 0) return;
  const param = `enabled_events[${unknown}]`;
  throw invalidParameter(`Invalid ${param}: must be one of the event types of the API`, { param });
}
