/** What Stripe books by itself, about no payment: staff book it as a fee or as the owner's money. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookDiscrepancy } from '../../functions/capabilities/reconciliation/book.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

async function compare() {
  await clinic.reconcile();
  return clinic.report(8);
}

async function entry(type: string, amount: number): Promise<string> {
  const answer = await clinic.harness.control<{ balance_transaction: { id: string } }>('POST', '/entries', {
    type,
    amount,
  });
  return answer.balance_transaction.id;
}
const open = async (object: string) =>
  (await compare()).breaks.find((each) => each.object === object && each.resolved_at === null);
const account = async (name: string) => {
  const [row] = await clinic.rows<{ cents: number }>(
    'select coalesce(sum(amount_cents), 0)::int as cents from ledger_entries where account = $1',
    [name],
  );
  return row?.cents ?? 0;
};

test.each([
  ['stripe_fx_fee', -1_50, 'fee', 'payment_fees', 1_50],
  ['tax_fee', -40, 'fee', 'payment_fees', 40],
  ['adjustment', -2_00, 'fee', 'payment_fees', 2_00],
  ['adjustment', 7_00, 'owner_money', 'bank', -7_00],
  ['topup', 50_00, 'owner_money', 'bank', -50_00],
  ['reserve_hold', -30_00, 'owner_money', 'bank', 30_00],
  ['reserve_release', 30_00, 'owner_money', 'bank', -30_00],
] as const)('%s of %d cents is booked as %s', async (type, amount, as, other, moved) => {
  const object = await entry(type, amount);
  const found = await open(object);
  expect(found).toMatchObject({ class: 'unexplained', stripe_cents: amount });
  const before = { other: await account(other), clearing: await account('stripe_clearing') };
  const input = { id: found?.id ?? '', as, note: 'as on the statement' };
  await bookDiscrepancy(clinic.app, input, clinic.admin);
  expect((await account(other)) - before.other).toBe(moved);
  expect((await account('stripe_clearing')) - before.clearing).toBe(amount);
  expect(
    await clinic.rows(`select details->>'as' as as from audit_logs where target_id = $1`, [input.id]),
  ).toEqual([{ as }]);
  await expect(bookDiscrepancy(clinic.app, input, clinic.admin)).rejects.toMatchObject({
    code: 'break_settled',
  });
  const report = await compare();
  expect(report.breaks.filter((each) => each.object === object)).toEqual([]);
  expect(report.clearing).toMatchObject([{ difference_cents: 0 }]);
});

test('money of a payment is not booked this way', async () => {
  const metadata = { invoice_id: '00000000-0000-4000-8000-000000000000', clinic_id: 'clinic' };
  const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, 14_00);
  const { session: done } = await clinic.harness.pay(session.id);
  const refund = await clinic.harness.stripe.refunds.create({ payment_intent: String(done.payment_intent) });
  const found = await open(refund.id);
  const input = { id: found?.id ?? '', as: 'fee', note: 'no' } as const;
  await expect(bookDiscrepancy(clinic.app, input, clinic.admin)).rejects.toMatchObject({
    code: 'break_not_bookable',
  });
  expect(await open(refund.id)).toBeDefined();
});

test('a running total that someone changed by hand is found, and gone once it is right again', async () => {
  const { patient_id: patientId } = await clinic.issued();
  const change = async (cents: number) => {
    await clinic.owner.query('alter table patient_balances disable trigger user');
    await clinic.owner.query(
      'update patient_balances set balance_cents = balance_cents + $2 where patient_id = $1',
      [patientId, cents],
    );
    await clinic.owner.query('alter table patient_balances enable trigger user');
  };
  await change(1_00);
  expect(await open(`patient ${patientId} usd`)).toMatchObject({
    class: 'total_differs',
    currency: 'usd',
    next_step: expect.stringContaining('support'),
  });
  await change(-1_00);
  expect(await open(`patient ${patientId} usd`)).toBeUndefined();
});
