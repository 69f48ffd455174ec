/** What the patient's browser is shown after the payment page, whatever the order in which Stripe reports. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(async () => {
  await clinic.lose();
});
afterAll(() => clinic.close());

test('a declined card that is reported late does not hide the payment that followed it', async () => {
  const { id, stripe_checkout_session_id } = await clinic.issued();
  const session = stripe_checkout_session_id ?? '';
  await clinic.harness.pay(session, '4000000000000002');
  await clinic.harness.pay(session);
  const events = await clinic.undelivered();
  const report = async (type: string) => {
    const event = events.find((each) => each.type === type);
    if (!event) throw new Error(`Stripe made no ${type}.`);
    await clinic.receive(event);
  };
  const isUnsettled = () => clinic.app.db.read.checkouts.isUnsettled(session, id);
  const [link] = await clinic.rows<{ id: string }>(
    `select id from patient_links where invoice_id = $1 and purpose = 'result'`,
    [id],
  );
  const result = () => clinic.app.db.read.checkouts.result(link?.id ?? '');

  await clinic.rows(`update checkout_sessions set state = 'complete' where stripe_id = $1`, [session]);
  await report('payment_intent.payment_failed');
  expect(await isUnsettled()).toBe(true);
  expect(await result()).toMatchObject({ state: 'not_paid', unsettled: true });
  // Both happened some minutes ago.
  for (const table of ['checkout_sessions', 'payments']) {
    await clinic.rows(`alter table ${table} disable trigger user`);
    await clinic.rows(`update ${table} set updated_at = now() - interval '2 minutes' where invoice_id = $1`, [
      id,
    ]);
    await clinic.rows(`alter table ${table} enable trigger user`);
  }
  expect(await isUnsettled()).toBe(false);
  expect(await result()).toMatchObject({ state: 'not_paid', unsettled: false });
  await report('payment_intent.succeeded');
  expect(await isUnsettled()).toBe(false);
  expect(await result()).toMatchObject({ state: 'paid', unsettled: false });
});
