/** How stored objects leave the emulator: expanded where asked, with what depends on the present moment filled in. */
import type Stripe from 'stripe';
import { invalidParameter } from '../params/errors.ts';
import type { Kind } from '../state/kinds.ts';
import type { World } from '../state/world.ts';

const EXPANDABLE: Readonly<Record<Kind, readonly string[]>> = {
  'checkout.session': ['payment_intent', 'payment_link', 'line_items'],
  payment_link: ['line_items'],
  payment_intent: ['latest_charge'],
  charge: ['payment_intent', 'balance_transaction', 'failure_balance_transaction', 'refunds'],
  refund: ['charge', 'payment_intent', 'balance_transaction', 'failure_balance_transaction'],
  dispute: ['charge', 'payment_intent'],
  balance_transaction: ['source'],
  payout: ['balance_transaction', 'failure_balance_transaction'],
  event: [],
  'radar.early_fraud_warning': ['charge', 'payment_intent'],
  webhook_endpoint: [],
};
const MAX_DEPTH = 4;

type Json = Record<string, unknown>;

/** The answer's body: `expand` holds dotted paths such as `payment_intent.latest_charge`. */
export function present(world: World, value: object, expand: readonly string[] = []): unknown {
  const body = structuredClone(value) as Json;
  for (const path of expand) {
    const steps = path.split('.');
    if (steps.length > MAX_DEPTH) {
      throw invalidParameter(`You cannot expand more than ${MAX_DEPTH} levels of a property`, {
        param: 'expand',
      });
    }
    expandPath(world, body, steps, path);
  }
  settleBalances(world, body);
  return body;
}

function expandPath(world: World, target: Json, steps: readonly string[], path: string): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if (target.object === 'list' && step === 'data') {
    for (const item of target.data as Json[]) expandPath(world, item, rest, path);
    return;
  }
  if (!EXPANDABLE[target.object as Kind]?.includes(step)) throw notExpandable(path);
  target[step] = expanded(world, target, step);
  const next = target[step];
  if (typeof next === 'object' && next !== null) expandPath(world, next as Json, rest, path);
}

/** Refuses what cannot be expanded in a list of this kind, be it empty or not. */
export function checkListExpansion(kind: Kind, expand: readonly string[]): void {
  for (const path of expand) {
    const [data, step] = path.split('.');
    if (data !== 'data' || step === undefined || !EXPANDABLE[kind].includes(step)) throw notExpandable(path);
  }
}

const notExpandable = (path: string): Error =>
  invalidParameter(`This property cannot be expanded (${path}).`, { param: 'expand' });

function expanded(world: World, target: Json, step: string): unknown {
  const id = String(target.id);
  if (step === 'line_items')
    return lineItemsOf(world, target.object as 'checkout.session' | 'payment_link', id);
  if (step === 'refunds') return refundsOf(world, id);
  const value = target[step];
  if (typeof value !== 'string') return value;
  const kind = world.store.kindOf(value);
  return kind === undefined ? value : world.store.get(kind, value);
}

/** The lines of a session or a payment link, as the first page of a list. */
export function lineItemsOf(
  world: World,
  kind: 'checkout.session' | 'payment_link',
  id: string,
): Stripe.ApiList<Stripe.LineItem> {
  const { lineItems } = world.store.detail(kind, id);
  const path = kind === 'payment_link' ? 'payment_links' : 'checkout/sessions';
  return { object: 'list', data: lineItems, has_more: false, url: `/v1/${path}/${id}/line_items` };
}

function refundsOf(world: World, charge: string): Stripe.ApiList<Stripe.Refund> {
  const filter = { sql: "json_extract(data, '$.charge') = ?", values: [charge] };
  const data = world.store.list('refund', filter, { limit: 10 });
  return { object: 'list', data, has_more: false, url: `/v1/charges/${charge}/refunds` };
}

/** Money becomes available by the clock, so a balance transaction's status is worked out when it is shown. */
function settleBalances(world: World, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const item = value as Json;
  if (item.object === 'event') return;
  if (item.object === 'balance_transaction') {
    item.status = Number(item.available_on) <= world.clock.now() ? 'available' : 'pending';
  }
  for (const child of Object.values(item)) settleBalances(world, child);
}
