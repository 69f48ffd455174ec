/** Every event that Stripe can send is stored or refused, and settled: whatever is missing in it, nothing is retried for ever. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '../../functions/capabilities/stripe-events/list.ts';
import { STRIPE_EVENT_TYPES } from '../../functions/edges/stripe/notifications.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
/** One event of each kind that the scenario of one clinic brings, and a wrong one beside it. */
let kinds: Map<string, Stripe.Event>;
beforeAll(async () => {
  clinic = await openStripeClinic();
  kinds = await everyKind();
}, 120_000);
afterAll(() => clinic.close());

/** Payments, refunds, debits, disputes and payouts with all their ends. */
async function everyKind(): Promise<Map<string, Stripe.Event>> {
  const { harness } = clinic;
  const found = new Map<string, Stripe.Event>();
  const sync = async () => {
    for (const event of await clinic.undelivered()) if (!found.has(event.type)) found.set(event.type, event);
    await clinic.sync();
  };
  const at = (path: string, json: object = {}) =>
    harness.control<Record<string, { id: string }>>('POST', path, json);
  const { chargeId } = await clinic.paid({}, '4000000000000077');
  const { refund } = await at(`/charges/${chargeId}/refund`, { amount: 10_00 });
  await at(`/refunds/${refund?.id}`, { outcome: 'failed' });
  await sync();
  const { dispute } = await at(`/charges/${chargeId}/dispute`);
  await at(`/disputes/${dispute?.id}`, { outcome: 'submit' });
  await at(`/disputes/${dispute?.id}`, { outcome: 'won' });
  await sync();
  await clinic.paid({}, '4000000000005423');
  const debit = (await clinic.issued()).stripe_checkout_session_id ?? '';
  await harness.pay(debit, undefined, { bank_account: '000123456789' });
  await at(`/sessions/${debit}/settle`, { outcome: 'fail' });
  await sync();
  const slow = (await clinic.issued()).stripe_checkout_session_id ?? '';
  await harness.pay(slow, undefined, { bank_account: '000123456789' });
  await at(`/sessions/${slow}/settle`, { outcome: 'succeed' });
  const unpaid = (await clinic.issued()).stripe_checkout_session_id ?? '';
  await harness.stripe.checkout.sessions.expire(unpaid);
  const { payout } = await at('/payouts');
  await at(`/payouts/${payout?.id}/fail`);
  const byHand = await at('/payouts', { automatic: false, amount: 10_00, pending: true });
  await at(`/payouts/${byHand.payout?.id}/cancel`);
  await sync();
  return found;
}

const isOpen = (state: string | undefined) => state === 'received';
const again = (event: Stripe.Event, changes: object): Stripe.Event => ({
  ...structuredClone(event),
  ...changes,
  id: `evt_${randomUUID().replaceAll('-', '')}`,
});

/** What became of an event: never an error that is only tried again. */
async function outcome(event: Stripe.Event): Promise<string> {
  await clinic.deliver(event);
  await clinic.apply(event.id);
  const [row] = await clinic.rows<{ state: string; reason: string | null; waits_for: string | null }>(
    `select e.state, coalesce(e.reason, w.last_error) as reason, w.waits_for from stripe_events e
       left join outbox w on w.subject_id = e.id where e.id = $1`,
    [event.id],
  );
  return isOpen(row?.state) && row?.waits_for === null ? `failed: ${row?.reason}` : (row?.state ?? 'refused');
}
const books = () =>
  clinic.rows(
    'select account, currency, sum(amount_cents)::text from ledger_entries group by 1, 2 order by 1, 2',
  );

test('the scenario brings nearly every kind to which the endpoint is subscribed', () => {
  const missing = STRIPE_EVENT_TYPES.filter((type) => !kinds.has(type));
  // Stripe sends these with the same object as another kind.
  expect(missing).toEqual(['charge.refund.updated', 'payout.updated', 'radar.early_fraud_warning.updated']);
});

test('a kind that Stripe declares and we do not read is stored and ignored', async () => {
  const declared = await readFile('node_modules/stripe/esm/resources/Events.d.ts', 'utf8');
  const types = new Set(
    [...declared.matchAll(/^ {4}type: '([a-z_.]+)';$/gm)].map(([, type]) => String(type)),
  );
  expect(types.size).toBeGreaterThan(200);
  for (const type of STRIPE_EVENT_TYPES) expect(types.has(type), type).toBe(true);
  const [event] = kinds.values();
  const odd = [...types].filter((type) => !STRIPE_EVENT_TYPES.includes(type));
  const found = new Set<string>();
  for (const type of odd) found.add(await outcome(again(event as Stripe.Event, { type })));
  expect([...found]).toEqual(['ignored']);
}, 120_000);

describe('whatever is missing in an event', () => {
  test.each(STRIPE_EVENT_TYPES)(
    '%s is settled, and moves no money',
    async (type) => {
      const event = kinds.get(type) ?? kinds.get(SAME_OBJECT[type] ?? '');
      if (!event) throw new Error(`No event of the kind ${type}.`);
      const before = await books();
      const object = event.data.object as unknown as Record<string, unknown>;
      for (const key of Object.keys(object)) {
        const changed = again(event, { type, data: { object: { ...object, [key]: null } } });
        expect(await outcome(changed), `${type} without ${key}`).toMatch(
          /^(applied|ignored|quarantined|received)$/,
        );
      }
      for (const given of [
        {},
        { id: object.id },
        { ...object, livemode: 'yes' },
        { ...object, created: 9e15 },
      ]) {
        const changed = again(event, { type, data: { object: given } });
        expect(await outcome(changed), `${type} of ${JSON.stringify(given).slice(0, 60)}`).not.toContain(
          'failed',
        );
      }
      expect(await books()).toEqual(before);
    },
    120_000,
  );

  test('of the envelope, the event is set aside and can be listed', async () => {
    const event = kinds.get('checkout.session.completed') as Stripe.Event;
    for (const changes of [
      { api_version: null },
      { api_version: '2014-01-31' },
      { api_version: 'tomorrow' },
      { request: null, pending_webhooks: null },
      { account: 'acct_1Other' },
      { account: 7 },
      { context: { id: 'x' } },
      { context: 7 },
      { data: { object: event.data.object, previous_attributes: null } },
    ]) {
      expect(await outcome(again(event, changes)), JSON.stringify(changes)).not.toContain('failed');
    }
    const listed = await listEvents(clinic.app, undefined, { limit: 100 });
    expect(listed.data.length).toBeGreaterThan(20);
    const aside = await listEvents(clinic.app, 'quarantined', { limit: 100 });
    expect(aside.data.every(({ next_step }) => next_step !== null)).toBe(true);
  });
});

const SAME_OBJECT: Record<string, string> = {
  'charge.refund.updated': 'refund.updated',
  'payout.updated': 'payout.paid',
  'radar.early_fraud_warning.updated': 'radar.early_fraud_warning.created',
};

describe('a signed body is an event or is refused with 400:', () => {
  const thin = { object: 'v2.core.event', livemode: false, created: '2026-11-27T07:00:00.000Z' };
  const snapshot = { object: 'event', livemode: false, created: 1_795_000_000, data: { object: {} } };
  test.each<[string, object, string]>([
    ['thin', { ...thin, type: 'v1.billing.meter.no_meter_found' }, 'quarantined'],
    [
      'thin, about an account',
      { ...thin, type: 'v2.core.account.updated', context: 'acct_1' },
      'quarantined',
    ],
    [
      'thin, with null fields',
      { ...thin, type: 'v2.x', data: null, related_object: null, reason: null },
      'quarantined',
    ],
    ['of an unknown type', { ...snapshot, type: 'moon.phase_changed' }, 'ignored'],
    ['without its mode', { ...snapshot, type: 'x', livemode: null }, 'body_invalid'],
    ['without an object', { ...snapshot, type: 'x', data: null }, 'body_invalid'],
    ['with an object that is a list', { ...snapshot, type: 'x', data: { object: [] } }, 'body_invalid'],
    ['with a type that is no name', { ...snapshot, type: 'charge.\u0000' }, 'body_invalid'],
    ['of no time', { ...snapshot, type: 'x', created: null }, 'body_invalid'],
    [
      'of a time that no calendar has',
      { ...snapshot, type: 'x', created: 9_007_199_254_740_991 },
      'body_invalid',
    ],
    ['thin, of the year 0', { ...thin, type: 'v2.x', created: '0000-01-01T00:00:00Z' }, 'body_invalid'],
    ['thin, without its time', { ...thin, type: 'v2.x', created: 1_795_000_000 }, 'body_invalid'],
    ['an unknown envelope', { ...snapshot, object: 'v3.event', type: 'x' }, 'body_invalid'],
    ['a list', [] as object, 'body_invalid'],
  ])('%s', async (_, body, expected) => {
    const id = `evt_${randomUUID().replaceAll('-', '')}`;
    const event = (Array.isArray(body) ? body : { id, ...body }) as Stripe.Event;
    const done = await outcome(event).catch((error: { kind?: string; code?: string }) => {
      expect(error.kind).toBe('invalid');
      return error.code;
    });
    expect(done).toBe(expected);
  });
});
