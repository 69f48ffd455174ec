/** Acts on the emulator itself: the clock, faults, delays, the truth about everything, and a clean slate. */
import { z } from 'zod';
import { FAULT_MODES, type Fault } from '../faults/faults.ts';
import { present } from '../http/present.ts';
import { settlementOf } from '../payments/settlement.ts';
import { accountState } from '../resources/account.ts';
import type { Kind } from '../state/kinds.ts';
import { addRule, clearRules, rulesOf } from '../state/rules.ts';
import { delaysOf, type World } from '../state/world.ts';
import { ownEndpoint } from '../webhooks/targets.ts';
import { type Action, action } from './action.ts';
import { chances } from './webhooks.ts';

const nothing = z.unknown();
const seconds = z.int().nonnegative();
const currency = z.string().regex(/^[a-z]{3}$/);

export const stateActions: Action[] = [
  action('GET /_control/clock', nothing, ({ world }) => ({ now: world.clock.now() })),
  action(
    'POST /_control/clock',
    z.union([z.strictObject({ now: z.int().positive() }), z.strictObject({ advance_seconds: z.int() })]),
    ({ world }, change) => {
      if ('now' in change) world.clock.set(change.now);
      else world.clock.advance(change.advance_seconds);
      return { now: world.clock.now() };
    },
  ),
  action(
    'POST /_control/faults',
    z.strictObject({
      mode: z.enum(FAULT_MODES),
      method: z.enum(['GET', 'POST', 'DELETE']).optional(),
      path: z.string().startsWith('/v1/').optional(),
      status: z.int().min(400).max(599).optional(),
      work: z.boolean().optional(),
      delay_ms: z.int().nonnegative().optional(),
      ...chances,
      times: z.int().positive().default(1),
    }),
    ({ world }, rule) => ({ id: addRule(world.store, 'fault', rule) }),
  ),
  action('GET /_control/faults', nothing, ({ world }) => ({ faults: rulesOf<Fault>(world.store, 'fault') })),
  action('DELETE /_control/faults', nothing, ({ world }) => {
    clearRules(world.store, 'fault');
    return {};
  }),
  action(
    'POST /_control/settings',
    z.strictObject({
      debit_seconds: seconds.nullable().optional(),
      refund_seconds: seconds.nullable().optional(),
      capture_seconds: seconds.optional(),
      enforce_balance: z.boolean().optional(),
      next_refund: z.enum(['pending', 'requires_action']).nullable().optional(),
      settlement_currencies: z.array(currency).min(1).nullable().optional(),
      exchange_rates: z.record(currency, z.number().positive()).optional(),
      minimum_balance: z.record(currency, z.int().nonnegative()).optional(),
    }),
    ({ world }, given) => {
      const { debit_seconds: debit, refund_seconds: refund, capture_seconds: capture } = given;
      const asked = Object.entries({ debit, refund, capture }).filter(([, value]) => value !== undefined);
      world.store.saveSetting('delays', { ...delaysOf(world), ...Object.fromEntries(asked) });
      if (given.enforce_balance !== undefined)
        world.store.saveSetting('enforce_balance', given.enforce_balance);
      if (given.next_refund !== undefined) world.store.saveSetting('next_refund', given.next_refund);
      if (given.minimum_balance !== undefined)
        world.store.saveSetting('minimum_balance', given.minimum_balance);
      const settlement = settlementOf(world);
      const { settlement_currencies: currencies = settlement.currencies, exchange_rates: rates } = given;
      world.store.saveSetting('settlement', { currencies, rates: { ...settlement.rates, ...rates } });
      return { delays: delaysOf(world), settlement: settlementOf(world) };
    },
  ),
  action(
    'POST /_control/account',
    z.strictObject({
      charges_enabled: z.boolean().optional(),
      payouts_enabled: z.boolean().optional(),
      country: z.string().length(2).optional(),
      statement_descriptor: z.string().max(22).nullable().optional(),
    }),
    ({ world }, given) => {
      world.store.saveSetting('account', { ...accountState(world), ...given });
      return accountState(world);
    },
  ),
  action('GET /_control/truth', nothing, ({ world }) => truth(world)),
  action('GET /_control/requests', nothing, ({ requests }) => ({ requests: requests.all() })),
  action('DELETE /_control/requests', nothing, ({ requests }) => {
    requests.clear();
    return {};
  }),
  action('POST /_control/reset', nothing, ({ world, requests }) => {
    world.store.clear();
    if (world.endpoint?.id) world.endpoint = ownEndpoint(world, world.endpoint);
    world.clock.advance(0);
    world.clock.set(Date.now() / 1000);
    requests.clear();
    return {};
  }),
];

/** Every object, oldest first, and the balance in cents per currency. */
function truth(world: World): object {
  const all = <K extends Kind>(kind: K) => world.store.all(kind).map((one) => present(world, one));
  const net: Record<string, number> = {};
  for (const entry of world.store.all('balance_transaction')) {
    net[entry.currency] = (net[entry.currency] ?? 0) + entry.net;
  }
  return {
    now: world.clock.now(),
    sessions: all('checkout.session'),
    payment_links: all('payment_link'),
    payment_intents: all('payment_intent'),
    charges: all('charge'),
    refunds: all('refund'),
    disputes: all('dispute'),
    balance_transactions: all('balance_transaction'),
    payouts: all('payout'),
    early_fraud_warnings: all('radar.early_fraud_warning'),
    events: world.store
      .all('event')
      .map(({ id, type, created, request }) => ({ id, type, created, request })),
    idempotency_keys: world.store.rows('SELECT key, status, created FROM idempotency ORDER BY created'),
    balance: net,
  };
}
