/** A refund made at Stripe’s dashboard has the effect that the clinic chose, until an admin switches it (decision 37). */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { switchRefundEffect } from '../../functions/capabilities/refunds/switch-effect.ts';
import { changeSettings } from '../../functions/capabilities/settings/edit.ts';
import type { RefundEffect } from '../../functions/domain/refund.ts';
import { line, payOffline } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

/** An invoice of $100 and 8 % tax that was paid online, of which so much was refunded at Stripe’s dashboard. */
async function refunded(amount: number) {
  const { id, chargeId } = await clinic.paid({ lines: [line(100_00, { tax: { basisPoints: 800 } })] });
  await clinic.sync();
  await clinic.harness.control('POST', `/charges/${chargeId}/refund`, { amount });
  await clinic.sync();
  const { id: paymentId } = await clinic.paymentOf(id);
  const { data } = await clinic.app.db.read.refunds.list({ paymentId }, { limit: 1 });
  return { id, refund: data[0]?.id ?? '', stripeId: data[0]?.stripe_refund_id ?? '' };
}
const switchTo = (id: string, effect: RefundEffect) =>
  switchRefundEffect(clinic.app, { id, effect, reason: 'as the patient agreed' }, clinic.admin);
const setTo = (effect: RefundEffect) =>
  changeSettings(clinic.app, { refunds: { effect_at_stripe: effect } }, undefined, clinic.admin);
const figures = async (id: string) => {
  const { status, balance_cents, payment_summary } = await clinic.invoice(id);
  return { status, balance: balance_cents, credited: payment_summary.credited_cents };
};
const accounts = async (id: string) =>
  Object.fromEntries(
    (
      await clinic.rows<{ account: string; cents: number }>(
        `select account, sum(amount_cents)::int as cents from ledger_entries where invoice_id = $1 group by 1`,
        [id],
      )
    ).map(({ account, cents }) => [account, cents]),
  );

test('it is credited, so that no one is dunned, unless the clinic chose otherwise', async () => {
  const { id } = await refunded(54_00);
  expect(await figures(id)).toEqual({ status: 'paid', balance: 0, credited: 54_00 });
  await setTo('reopen');
  const { id: reopened } = await refunded(54_00);
  await setTo('credit');
  expect(await figures(reopened)).toEqual({ status: 'partially_paid', balance: 54_00, credited: 0 });
});

test('an admin switches it there and back, and the books are as if it had been booked so', async () => {
  const { id, refund } = await refunded(54_00);
  const credited = await accounts(id);
  await switchTo(refund, 'reopen');
  expect(await figures(id)).toEqual({ status: 'partially_paid', balance: 54_00, credited: 0 });
  expect(await accounts(id)).toMatchObject({ tax_payable: -8_00, receivable: 54_00, adjustments: 0 });
  await switchTo(refund, 'credit');
  expect(await figures(id)).toEqual({ status: 'paid', balance: 0, credited: 54_00 });
  expect(await accounts(id)).toEqual(credited);
  const trail = await clinic.rows(
    `select details ->> 'before' as before, details ->> 'after' as after, details ->> 'reason' as reason, actor_id
     from audit_logs where action = 'switch_refund_effect' and target_id = $1 order by sequence`,
    [refund],
  );
  const [reason, actor_id] = ['as the patient agreed', clinic.admin.actor.id];
  expect(trail).toEqual([
    { before: 'credit', after: 'reopen', reason, actor_id },
    { before: 'reopen', after: 'credit', reason, actor_id },
  ]);
});

test('a refund that fails after it was switched is undone as it stands', async () => {
  const { id, refund, stripeId } = await refunded(108_00);
  await switchTo(refund, 'reopen');
  expect(await figures(id)).toEqual({ status: 'issued', balance: 108_00, credited: 0 });
  await clinic.harness.control('POST', `/refunds/${stripeId}`, {
    outcome: 'failed',
    failure_reason: 'expired_or_canceled_card',
  });
  await clinic.sync();
  expect(await figures(id)).toEqual({ status: 'paid', balance: 0, credited: 0 });
  await expect(switchTo(refund, 'credit')).rejects.toMatchObject({ code: 'refund_failed' });
});

test('what was paid again is not credited, and an effect is not switched to itself', async () => {
  const { id, refund } = await refunded(108_00);
  await expect(switchTo(refund, 'credit')).rejects.toMatchObject({ code: 'effect_unchanged' });
  await switchTo(refund, 'reopen');
  await payOffline(clinic.app, clinic.clerk, id, 30_00);
  await expect(switchTo(refund, 'credit')).rejects.toMatchObject({ code: 'paid_again' });
  expect(await figures(id)).toMatchObject({ balance: 78_00 });
  await expect(switchTo(randomUUID(), 'credit')).rejects.toMatchObject({ code: 'refund_unknown' });
});

describe('the database refuses, to the application and to the owner', () => {
  test.each([
    ['a switch that no one signed', `update refunds set effect = 'reopen' where id = '$refund'`],
    [
      'a signature without the switch',
      `insert into refund_effect_changes (id, refund_id, effect, reason, staff_id, changed_at)
       values (gen_random_uuid(), '$refund', 'reopen', 'x', '$staff', now())`,
    ],
    [
      'a switch that is not booked',
      `with s as (update refunds set effect = 'reopen' where id = '$refund' returning id)
       insert into refund_effect_changes (id, refund_id, effect, reason, staff_id, changed_at)
       select gen_random_uuid(), id, 'reopen', 'x', '$staff', now() from s`,
    ],
    ['a switch that is taken back', `delete from refund_effect_changes where refund_id = '$refund'`],
  ])('%s', async (_, sql) => {
    const { refund } = await refunded(10_00);
    await switchTo(refund, 'reopen');
    await switchTo(refund, 'credit');
    const statement = sql.replaceAll('$refund', refund).replaceAll('$staff', clinic.admin.actor.id);
    for (const run of [(each: string) => clinic.owner.query(each), clinic.asApp]) {
      await expect(run(statement)).rejects.toMatchObject({
        code: expect.stringMatching(/^(23001|23514|42501)$/),
      });
    }
  });
});
