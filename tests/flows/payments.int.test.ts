/** Money that Stripe reports: booked once, on the right invoice, whatever the order and number of its events. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import type { AddedWork } from '../../functions/capabilities/ports/work.ts';
import { sweepWork } from '../../functions/capabilities/work/sweep.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const paymentsOf = (id: string) => clinic.app.db.read.payments.ofInvoice(id);

describe('a payment', () => {
  test.each(['completed', 'intentSucceeded', 'chargeSucceeded'] as const)(
    'is booked from %s alone',
    async (name) => {
      const { id } = await clinic.issued();
      const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
      expect(await clinic.receive(events[name])).toEqual({ state: 'applied', reason: null });
      expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
      expect(await paymentsOf(id)).toMatchObject([
        { amount_cents: 100_00, stripe_payment_id: events.paymentIntentId },
      ]);
    },
  );

  test('reported by three events, in every order and twice over, is one payment', async () => {
    const orders = permutations(['completed', 'intentSucceeded', 'chargeSucceeded'] as const);
    for (const order of orders) {
      const { id } = await clinic.issued();
      const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
      for (const name of [...order, ...order]) await clinic.receive(events[name]);
      expect(await paymentsOf(id)).toHaveLength(1);
      expect(await paymentsOf(id)).toMatchObject([{ method: 'card', status: 'succeeded' }]);
      expect(await clinic.invoice(id)).toMatchObject({
        status: 'paid',
        payment_summary: { paid_cents: 100_00 },
      });
    }
  });

  test('reported ten times at the same instant is one payment and one receipt', async () => {
    const { id } = await clinic.issued();
    const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
    await clinic.deliver(events.completed);
    await clinic.deliver(events.intentSucceeded);
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        clinic.apply(index % 2 === 0 ? events.completed.id : events.intentSucceeded.id),
      ),
    );
    expect(await paymentsOf(id)).toHaveLength(1);
    const receipts = await clinic.rows(`select 1 from messages where invoice_id = $1 and kind = 'receipt'`, [
      id,
    ]);
    expect(receipts).toHaveLength(1);
  });

  test('of a part leaves the rest owed', async () => {
    const { id } = await clinic.issued();
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 40_00 }).completed);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'partially_paid', balance_cents: 60_00 });
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 60_00 }).intentSucceeded);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect(await paymentsOf(id)).toHaveLength(2);
  });

  test('of too much becomes the patient’s credit, never a negative invoice', async () => {
    const { id, patient_id } = await clinic.issued();
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed);
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
    expect((await clinic.app.db.read.patients.get(patient_id))?.balances).toEqual([
      { currency: 'usd', balance_cents: 0, credit_cents: 100_00 },
    ]);
  });

  test('that comes after the invoice was cancelled is kept as credit', async () => {
    const { id, patient_id } = await clinic.issued();
    await cancelInvoice(clinic.app, { id, reason: 'no show' }, clinic.clerk);
    expect(
      await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completed),
    ).toMatchObject({
      state: 'applied',
    });
    expect(await clinic.invoice(id)).toMatchObject({ status: 'cancelled', balance_cents: 0 });
    expect((await clinic.app.db.read.patients.get(patient_id))?.balances).toMatchObject([
      { credit_cents: 100_00 },
    ]);
  });

  test('is not there yet when the page is finished and the bank has not answered', async () => {
    const { id } = await clinic.issued();
    await clinic.receive(paymentEvents({ invoiceId: id, amountCents: 100_00 }).completedUnpaid);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
  });
});

describe('a failed attempt', () => {
  test('is recorded and the invoice stays owed; the later success takes its place', async () => {
    const { id } = await clinic.issued();
    const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
    await clinic.receive(events.intentFailed);
    expect(await paymentsOf(id)).toMatchObject([
      { status: 'failed', failure_message: 'Your card was declined.' },
    ]);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
    await clinic.receive(events.intentSucceeded);
    expect(await paymentsOf(id)).toMatchObject([{ status: 'succeeded', failure_message: null }]);
  });

  test('leaves its charge behind: the success is the next charge, whichever event reports it', async () => {
    for (const order of permutations(['completed', 'intentSucceeded', 'chargeSucceeded'] as const)) {
      const { id } = await clinic.issued();
      const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
      await clinic.receive(events.intentFailed);
      for (const name of order) {
        expect(await clinic.receive(events[name]), `${name} of ${order}`).toEqual({
          state: 'applied',
          reason: null,
        });
      }
      const booked = await clinic.rows(
        'select stripe_charge_id, status::text from payments where invoice_id = $1',
        [id],
      );
      expect(booked).toEqual([{ stripe_charge_id: events.chargeId, status: 'succeeded' }]);
    }
  });

  test('that is reported after the success changes nothing', async () => {
    const { id } = await clinic.issued();
    const events = paymentEvents({ invoiceId: id, amountCents: 100_00 });
    await clinic.receive(events.intentSucceeded);
    await clinic.receive(events.intentFailed);
    expect(await paymentsOf(id)).toMatchObject([{ status: 'succeeded' }]);
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid' });
  });
});

describe('an event that fits nothing is set aside where staff see it', () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  test.each([
    { why: 'unknown_invoice', change: { invoiceId: unknown } },
    { why: 'other_currency', change: { currency: 'eur' } },
    { why: 'other_mode', change: { livemode: true } },
    { why: 'other_clinic', change: { clinicId: 'elsewhere' } },
    { why: 'amount_not_positive', change: { amountCents: 0 } },
  ])('$why', async ({ why, change }) => {
    const { id } = await clinic.issued();
    const { intentSucceeded } = paymentEvents({ invoiceId: id, amountCents: 100_00, ...change });
    // Stripe leaves amount_received at 0 only when nothing was paid.
    if (why === 'amount_not_positive')
      Object.assign(intentSucceeded.data.object, { amount: 0, amount_received: 0 });
    expect(await clinic.receive(intentSucceeded)).toEqual({ state: 'quarantined', reason: why });
    expect(await clinic.invoice(id)).toMatchObject({ status: 'issued', balance_cents: 100_00 });
  });

  test('and one of a type that is not applied is settled when it is stored, under its patient’s key', async () => {
    const { id, patient_id } = await clinic.issued();
    const { completed } = paymentEvents({ invoiceId: id, amountCents: 1 });
    await clinic.deliver({ ...completed, type: 'customer.created' });
    const [row] = await clinic.rows('select state, patient_id from stripe_events where id = $1', [
      completed.id,
    ]);
    expect(row).toEqual({ state: 'ignored', patient_id });
    expect(await clinic.rows('select from outbox where subject_id = $1', [completed.id])).toEqual([]);
  });

  test('and one of a type that is not applied, from the other mode, is set aside', async () => {
    const { completed } = paymentEvents({ invoiceId: unknown, amountCents: 1, livemode: true });
    const event = { ...completed, type: 'customer.created' };
    expect(await clinic.receive(event)).toEqual({ state: 'quarantined', reason: 'other_mode' });
  });
});

test('an event that was stored and whose wake-up call was lost is found by the sweep', async () => {
  const { id } = await clinic.issued();
  const { completed } = paymentEvents({ invoiceId: id, amountCents: 100_00 });
  await clinic.deliver(completed);
  const woken: AddedWork[] = [];
  const queues = { ...clinic.app.queues, enqueueWork: async (work: AddedWork) => void woken.push(work) };
  await sweepWork({ ...clinic.app, queues });
  const [work] = await clinic.rows<{ id: string }>('select id from outbox where subject_id = $1', [
    completed.id,
  ]);
  expect(woken).toContainEqual({ id: work?.id, topic: 'apply_event', requestId: 'test' });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
