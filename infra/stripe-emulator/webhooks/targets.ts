/** Where an event goes: the endpoint that the emulator was started with, and those made by the API. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import { API_VERSION, type World } from '../state/world.ts';

/** The id of an endpoint of the API; null for the one that the emulator was started with. */
export type Target = string | null;

type Address = { url: string; secret: string };

/** The endpoints that are subscribed to this type now. */
export function targetsOf(world: World, type: string): Target[] {
  const { endpoint } = world;
  const subscribed = world.store
    .all('webhook_endpoint')
    .filter(({ status }) => status === 'enabled')
    .filter(({ enabled_events: types }) => types.includes('*') || types.includes(type))
    .map(({ id }) => id);
  const others = subscribed.filter((id) => id !== endpoint?.id);
  // What the control surface set has no object, and gets everything.
  const own = endpoint !== null && (endpoint.id === null || subscribed.includes(endpoint.id));
  return own ? [null, ...others] : others;
}

/** The address and the secret of a target; undefined when it is gone. */
export function addressOf(world: World, target: Target): Address | undefined {
  if (target === null) return world.endpoint ?? undefined;
  const found = world.store.find('webhook_endpoint', target);
  return found && { url: found.url, secret: world.store.detail('webhook_endpoint', target).secret };
}

/** The endpoint of the emulator's start, in the API too; one of that address is taken over with what was changed in it. */
export function ownEndpoint(world: World, { url, secret }: Address): Address & { id: string } {
  const { store } = world;
  const earlier = store.setting<string | null>('own_endpoint', null);
  const known = store.all('webhook_endpoint');
  const same = known.findLast((endpoint) => endpoint.url === url);
  // A start on another port leaves no endpoint behind that nothing answers at.
  if (earlier !== null && earlier !== same?.id) store.remove('webhook_endpoint', earlier);
  const { id } = same ?? store.insert('webhook_endpoint', subscribedToAll(world, url));
  store.saveSetting('own_endpoint', id);
  store.saveDetail('webhook_endpoint', id, { secret });
  return { url, secret, id };
}

const subscribedToAll = (world: World, url: string): Stripe.WebhookEndpoint => ({
  id: newId('we'),
  object: 'webhook_endpoint',
  api_version: API_VERSION,
  application: null,
  created: world.clock.now(),
  description: null,
  enabled_events: ['*'],
  livemode: false,
  metadata: {},
  status: 'enabled',
  url,
});
