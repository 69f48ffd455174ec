/** Acts on webhooks: where they go, what mischief happens to them, release of held ones, resending. */
import { z } from 'zod';
import { addRule, clearRules, drawn, rulesOf } from '../state/rules.ts';
import { dispatch } from '../webhooks/emit.ts';
import { WEBHOOK_MODES, type WebhookRule } from '../webhooks/rules.ts';
import { type Action, action, type Control, required } from './action.ts';

export const chances = {
  times: z.int().positive().optional(),
  skip: z.int().nonnegative().optional(),
  fraction: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
};
const nothing = z.unknown();
const ORDERS = ['created', 'reverse', 'shuffle'] as const;

export const webhookActions: Action[] = [
  action(
    'POST /_control/webhooks/endpoint',
    z.strictObject({ url: z.url().nullable(), secret: z.string().default('') }),
    ({ world }, { url, secret }) => {
      world.endpoint = url === null ? null : { url, secret, id: null };
      return { url };
    },
  ),
  action(
    'POST /_control/webhooks/rules',
    z.strictObject({
      mode: z.enum(WEBHOOK_MODES),
      types: z.array(z.string()).optional(),
      copies: z.int().min(2).max(100).optional(),
      delay_ms: z.int().nonnegative().optional(),
      ...chances,
    }),
    ({ world }, rule) => ({ id: addRule(world.store, 'webhook', rule) }),
  ),
  action('GET /_control/webhooks/rules', nothing, ({ world }) => ({
    rules: rulesOf<WebhookRule>(world.store, 'webhook'),
  })),
  action('DELETE /_control/webhooks/rules', nothing, ({ world }) => {
    clearRules(world.store, 'webhook');
    return {};
  }),
  action(
    'POST /_control/webhooks/release',
    z.strictObject({ order: z.enum(ORDERS).default('created'), seed: z.int().default(1) }),
    async (control, { order, seed }) => {
      const held = heldInOrder(control, order, seed);
      await control.deliverer.release(held);
      return { released: held.length };
    },
  ),
  action('POST /_control/webhooks/flush', nothing, ({ world }) => {
    const sql = "UPDATE delivery SET next_at = ? WHERE state = 'pending'";
    return { pending: world.store.run(sql, Date.now()) };
  }),
  action('POST /_control/webhooks/skew', z.strictObject({ seconds: z.int() }), ({ world }, { seconds }) => {
    world.store.saveSetting('signature_skew_seconds', seconds);
    return { seconds };
  }),
  action('GET /_control/deliveries', nothing, ({ world }) => ({
    deliveries: world.store.rows(
      `SELECT delivery.seq, event, json_extract(data, '$.type') AS type, state, attempts, next_at, last_status, last_error
       FROM delivery JOIN object ON object.id = delivery.event ORDER BY delivery.seq`,
    ),
  })),
  action(
    'POST /_control/events/:id/resend',
    z.strictObject({ copies: z.int().min(1).max(100).default(1) }),
    ({ world }, { copies }, id) => {
      const event = required(world.store.find('event', id), id);
      for (let copy = 0; copy < copies; copy += 1) dispatch(world, event.id, event.type);
      return { event: id, copies };
    },
  ),
];

/** The held deliveries' numbers; no more are held from now on. */
function heldInOrder({ world }: Control, order: (typeof ORDERS)[number], seed: number): number[] {
  for (const rule of rulesOf<WebhookRule>(world.store, 'webhook')) {
    if (rule.mode === 'hold') world.store.run('DELETE FROM rule WHERE seq = ?', rule.id);
  }
  const held = world.store
    .rows("SELECT seq FROM delivery WHERE state = 'held' ORDER BY seq")
    .map((row) => Number(row.seq));
  if (order === 'reverse') return held.reverse();
  return order === 'created' ? held : held.sort((a, b) => drawn(seed, a) - drawn(seed, b));
}
