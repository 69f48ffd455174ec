/** Other business on the same Stripe account, and warnings about payments that are ours. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dismissEvent } from '../../functions/capabilities/stripe-events/dismiss.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(async () => {
  await clinic.sync();
  for (const { id } of await clinic.rows<{ id: string }>(
    `select id from stripe_events where state = 'quarantined'`,
  ))
    await dismissEvent(clinic.app, id, 'of another test', clinic.admin);
});
afterAll(() => clinic.close());

async function alerts() {
  await clinic.sync();
  await clinic.reconcile();
  return (await findAlerts(clinic.app)).filter(
    ({ kind }) => kind === 'quarantined_event' || kind === 'reconciliation_break',
  );
}

/** A payment that no page of the clinic made, refunded in part and disputed. */
async function otherMoney(metadata: Record<string, string>) {
  const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, 40_00);
  const { session: done } = await clinic.harness.pay(session.id);
  const intent = await clinic.harness.stripe.paymentIntents.retrieve(String(done.payment_intent));
  await clinic.harness.stripe.refunds.create({ payment_intent: intent.id, amount: 5_00 });
  await clinic.harness.control('POST', `/charges/${intent.latest_charge}/dispute`, {});
  return intent.id;
}

test('money that names no invoice raises one alert, and none once it is marked as not ours', async () => {
  const intent = await otherMoney({});
  const raised = await alerts();
  expect(raised).toMatchObject([{ kind: 'quarantined_event', reason: expect.stringContaining(intent) }]);
  await dismissEvent(clinic.app, raised[0]?.id ?? '', 'the shop next door', clinic.admin);
  expect(await alerts()).toEqual([]);
});

test('money that names no invoice, and of which no event came, raises one alert', async () => {
  await clinic.harness.control('POST', '/webhooks/rules', { mode: 'never_generated' });
  const intent = await otherMoney({});
  await clinic.harness.control('DELETE', '/webhooks/rules');
  expect(await alerts()).toMatchObject([
    { kind: 'reconciliation_break', reason: expect.stringContaining(intent) },
  ]);
  await clinic.rows(
    `update reconciliation_breaks set resolved_at = now(), accepted_by = $1, accepted_note = 'x'
    where resolved_at is null`,
    [clinic.admin.actor.type === 'staff' ? clinic.admin.actor.id : null],
  );
  expect(await alerts()).toEqual([]);
});

test('money that names another clinic raises none', async () => {
  await otherMoney({ clinic_id: 'elsewhere', invoice_id: '00000000-0000-4000-8000-000000000000' });
  expect(await alerts()).toEqual([]);
});

test('an early fraud warning whose charge is of another payment is quarantined as a contradiction', async () => {
  const one = await clinic.paid({}, '4000000000005423');
  const warning = (await clinic.undelivered()).find(
    ({ type }) => type === 'radar.early_fraud_warning.created',
  );
  await clinic.sync();
  const object = { ...warning?.data.object, charge: 'ch_other' };
  const contradiction = { ...warning, id: 'evt_contradicts', data: { object } };
  expect(one.chargeId).not.toBe('ch_other');
  expect(await clinic.receive(contradiction as never)).toEqual({
    state: 'quarantined',
    reason: 'ids_contradict',
  });
  await clinic.rows(`update stripe_events set state = 'ignored' where state = 'quarantined'`);
});

test('an early fraud warning about a payment of ours is raised with its next step', async () => {
  const { invoice_number: number } = await clinic.paid({}, '4000000000005423');
  expect(await alerts()).toMatchObject([
    { kind: 'quarantined_event', reason: expect.stringContaining(`early_fraud_warning: invoice ${number}`) },
  ]);
});
