/** Rows that cannot be booked: each is set aside where staff see it, and the comparison books all others. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scheduleReconciliation } from '../../functions/capabilities/reconciliation/compare.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { findAlerts } from '../../functions/capabilities/work/alerts.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(async () => {
  await clinic.lose();
});
afterEach(() => accept());
afterAll(() => clinic.close());

const compare = () => clinic.reconcile();

/** From now on the database refuses one row, as a constraint or guard of it would. */
async function refuse(table: string, condition: string): Promise<void> {
  await clinic.rows(`create function refuse_in_test() returns trigger language plpgsql as $$
    begin
      if ${condition} then raise exception 'refused in this test' using errcode = 'check_violation'; end if;
      return new;
    end $$`);
  await clinic.rows(
    `create trigger refuse_in_test before insert on ${table} for each row execute function refuse_in_test()`,
  );
}
const accept = () => clinic.rows('drop function if exists refuse_in_test cascade');

const open = (object: string) =>
  clinic.rows<{ class: string; detail: string }>(
    `select class, detail from reconciliation_breaks where object = $1 and class = 'not_booked' and resolved_at is null`,
    [object],
  );
const alertsAbout = async (object: string) =>
  (await findAlerts(clinic.app)).filter(
    ({ kind, reason }) => kind === 'reconciliation_break' && reason.includes(object),
  );
const transactionOf = async (chargeId: string) =>
  String((await clinic.harness.stripe.charges.retrieve(chargeId)).balance_transaction);
const feeOf = (transaction: string) =>
  clinic.rows(`select 1 from ledger_transactions where cause = $1`, [`balance_transaction:${transaction}`]);

describe('one row that the database refuses, among others that it takes', () => {
  test('a payment', async () => {
    const before = await clinic.paid();
    const poisoned = await clinic.paid();
    const after = await clinic.paid();
    await clinic.lose();
    await refuse('payments', `new.invoice_id = '${poisoned.id}'`);
    await compare();
    for (const { id } of [before, after]) expect(await clinic.invoice(id)).toMatchObject({ status: 'paid' });
    expect(await clinic.invoice(poisoned.id)).toMatchObject({ status: 'issued' });
    expect(await open(poisoned.chargeId)).toMatchObject([
      { detail: expect.stringContaining('refused in this test') },
    ]);
    expect(await alertsAbout(poisoned.chargeId)).toHaveLength(1);
    expect(await feeOf(await transactionOf(after.chargeId))).toHaveLength(1);
    await accept();
    await compare();
    expect(await clinic.invoice(poisoned.id)).toMatchObject({ status: 'paid' });
    expect(await open(poisoned.chargeId)).toEqual([]);
    expect(await alertsAbout(poisoned.chargeId)).toEqual([]);
  });

  test('a fee, which keeps neither its payment nor other fees from being booked', async () => {
    const poisoned = await clinic.paid();
    const transaction = await transactionOf(poisoned.chargeId);
    await refuse('ledger_transactions', `new.cause = 'balance_transaction:${transaction}'`);
    await clinic.sync();
    expect(await clinic.invoice(poisoned.id)).toMatchObject({ status: 'paid' });
    const other = await clinic.paid();
    await compare();
    expect(await open(transaction)).toHaveLength(1);
    expect(await feeOf(await transactionOf(other.chargeId))).toHaveLength(1);
    await accept();
    await compare();
    expect(await open(transaction)).toEqual([]);
    expect(await feeOf(transaction)).toHaveLength(1);
  });

  test('a balance transaction, also as part of a payout', async () => {
    const poisoned = await clinic.paid({}, '4000000000000077');
    const other = await clinic.paid({}, '4000000000000077');
    const transaction = await transactionOf(poisoned.chargeId);
    await refuse('balance_transactions', `new.id = '${transaction}'`);
    const { payout } = await clinic.harness.control<{ payout: { id: string } }>('POST', '/payouts');
    await clinic.sync();
    expect(await open(transaction)).toHaveLength(1);
    expect(await feeOf(await transactionOf(other.chargeId))).toHaveLength(1);
    await compare();
    expect(await open(transaction)).toHaveLength(1);
    await accept();
    await compare();
    expect(await open(transaction)).toEqual([]);
    expect(
      await clinic.rows('select reconciled from payouts where stripe_payout_id = $1', [payout.id]),
    ).toEqual([{ reconciled: true }]);
    expect(await feeOf(transaction)).toHaveLength(1);
  });

  test('a payout', async () => {
    await clinic.paid({}, '4000000000000077');
    const { payout } = await clinic.harness.control<{ payout: { id: string } }>('POST', '/payouts');
    await clinic.lose();
    await refuse('payouts', `new.stripe_payout_id = '${payout.id}'`);
    const other = await clinic.paid();
    await compare();
    expect(await open(payout.id)).toHaveLength(1);
    expect(await clinic.invoice(other.id)).toMatchObject({ status: 'paid' });
    await accept();
    await compare();
    expect(await open(payout.id)).toEqual([]);
  });

  test('an event of Stripe’s list, which is listed again until it can be stored', async () => {
    const invoice = await clinic.paid();
    const event = (await clinic.undelivered()).find(({ type }) => type === 'checkout.session.completed');
    await clinic.lose();
    await refuse('stripe_events', `new.id = '${event?.id}'`);
    await compare();
    expect(await open(event?.id ?? '')).toHaveLength(1);
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid' });
    await accept();
    await compare();
    expect(await open(event?.id ?? '')).toEqual([]);
    expect(await clinic.rows('select 1 from stripe_events where id = $1', [event?.id])).toHaveLength(1);
  });
});

test('a database that interrupts a statement is an outage: the comparison is repeated, and nothing is set aside', async () => {
  const invoice = await clinic.paid();
  await clinic.lose();
  await clinic.rows(`create function refuse_in_test() returns trigger language plpgsql as $$
    begin
      raise exception 'canceling statement due to statement timeout' using errcode = 'query_canceled';
    end $$`);
  await clinic.rows(
    `create trigger refuse_in_test before insert on payments for each row execute function refuse_in_test()`,
  );
  const { id } = await scheduleReconciliation(clinic.app, bySystem('test'));
  await clinic.work();
  expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({ state: 'waiting' });
  expect(await open(invoice.chargeId)).toEqual([]);
  await accept();
  await clinic.rows(`update outbox set due_at = now() where topic = 'reconcile' and state = 'pending'`);
  await clinic.work();
  expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({ state: 'done' });
  expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid' });
});
