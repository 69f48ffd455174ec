/** Events: snapshots taken when something happens, which never change, and their way to the endpoint. */
import type Stripe from 'stripe';
import { newId } from '../state/ids.ts';
import type { AnyObject } from '../state/kinds.ts';
import { API_VERSION, type World } from '../state/world.ts';
import { mischief, type WebhookRule } from './rules.ts';
import { type Target, targetsOf } from './targets.ts';

export type EventType = Stripe.Event['type'];

/** Notes that something happened to the object, in the transaction that made it happen. */
export function emit(
  world: World,
  type: EventType,
  object: AnyObject,
  previous?: Record<string, unknown>,
): void {
  if (mischief(world.store, type, ['never_generated']).length > 0) return;
  const targets = targetsOf(world, type);
  const event = {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: world.clock.now(),
    data: { object, ...(previous === undefined ? {} : { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: targets.length,
    request: { id: world.request?.id ?? null, idempotency_key: world.request?.idempotencyKey ?? null },
    type,
  };
  world.store.insert('event', event as unknown as Stripe.Event);
  dispatch(world, event.id, type, targets);
}

/** Queues an event for its endpoints, with whatever mischief is set. */
export function dispatch(world: World, event: string, type: string, targets = targetsOf(world, type)): void {
  for (const target of targets) dispatchTo(world, event, type, target);
}

function dispatchTo(world: World, event: string, type: string, target: Target): void {
  const rules = mischief(world.store, type, ['drop', 'double', 'hold', 'delay', 'lose_ack']);
  const rule = (mode: WebhookRule['mode']) => rules.find((one) => one.mode === mode);
  const state = rule('drop') ? 'dropped' : rule('hold') ? 'held' : 'pending';
  const delayMs = rule('delay')?.delay_ms ?? 0;
  const copies = state === 'dropped' ? 1 : (rule('double')?.copies ?? (rule('double') ? 2 : 1));
  for (let copy = 0; copy < copies; copy += 1) {
    world.store.run(
      'INSERT INTO delivery (endpoint, event, state, attempts, next_at, lose_ack) VALUES (?, ?, ?, 0, ?, ?)',
      target,
      event,
      state,
      Date.now() + delayMs,
      rule('lose_ack') ? 1 : 0,
    );
  }
}
