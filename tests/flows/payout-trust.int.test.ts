/** Events of payouts that are signed and still not believed: what Stripe says of the payout now is booked, or nothing. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewEvent } from '../../functions/capabilities/stripe-events/list.ts';
import { quarantineStep } from '../../functions/domain/quarantine.ts';
import { withoutLookups } from '../support/stripe-away.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

type StripeNotification = { id: string; type: string; data: { object: object } };
const newId = () => `evt_${randomUUID().replaceAll('-', '')}`;
const changed = (event: StripeNotification, object: object): StripeNotification => ({
  ...event,
  data: { ...event.data, object: { ...event.data.object, ...object } },
});

async function payoutEvent(type = 'payout.paid') {
  await clinic.paid({}, '4000000000000077');
  await clinic.sync();
  const { payout } = await clinic.harness.control<{ payout: { id: string } }>('POST', '/payouts');
  const event = (await clinic.undelivered()).find((each) => each.type === type);
  return { id: payout.id, event: { ...(event as unknown as StripeNotification), id: newId() } };
}
const booked = (id: string) =>
  clinic.rows(`select from ledger_transactions where cause in ('payout:${id}', 'payout_failed:${id}')`);
const payoutsOf = (id: string) => clinic.rows(`select status from payouts where stripe_payout_id = '${id}'`);

test.each([
  ['that Stripe lacks', { id: 'po_forged' }, 'unknown_at_stripe'],
  ['of another amount', { amount: 1_00 }, 'contradicts_stripe'],
  ['of another currency', { currency: 'eur' }, 'contradicts_stripe'],
  ['that Stripe made by its schedule, as made by hand', { automatic: false }, 'contradicts_stripe'],
  ['that arrived, as failed', { status: 'failed', failure_message: 'closed' }, 'contradicts_stripe'],
  ['that arrived, as canceled', { status: 'canceled' }, 'contradicts_stripe'],
])('a payout %s', async (_, object, reason) => {
  const { id, event } = await payoutEvent();
  const changedEvent = changed(event, object);
  expect(await clinic.receive(changedEvent)).toEqual({ state: 'quarantined', reason });
  expect(await viewEvent(clinic.app, changedEvent.id)).toMatchObject({ next_step: quarantineStep(reason) });
  expect(await payoutsOf(id)).toEqual([]);
  expect(await payoutsOf('po_forged')).toEqual([]);
  expect(await booked(id)).toEqual([]);
  // The true one is booked all the same.
  expect(await clinic.receive({ ...event, id: newId() })).toMatchObject({ state: 'applied' });
  expect(await booked(id)).toHaveLength(1);
});

test('a payout that an old event reports is booked as Stripe has it now', async () => {
  const { id, event } = await payoutEvent('payout.created');
  expect(await clinic.receive(event)).toMatchObject({ state: 'applied' });
  expect(await payoutsOf(id)).toEqual([{ status: 'paid' }]);
});

test('an event of a payout waits while Stripe does not answer, and is booked when it does', async () => {
  const { id, event } = await payoutEvent();
  await withoutLookups(clinic.app, ['payout'], async () => {
    expect(await clinic.receive(event)).toMatchObject({ state: 'received' });
  });
  expect(await payoutsOf(id)).toEqual([]);
  await clinic.apply(event.id);
  expect(await clinic.eventState(event.id)).toMatchObject({ state: 'applied' });
  expect(await payoutsOf(id)).toEqual([{ status: 'paid' }]);
});
