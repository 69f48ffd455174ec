/** One payment for several invoices: each gets its part, the rest is credit, and a reversal takes every part back. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PatientPaymentInput, takePayment } from '../../functions/capabilities/patients/take-payment.ts';
import { moveAllocation } from '../../functions/capabilities/payments/move.ts';
import { readPaymentReceipt } from '../../functions/capabilities/payments/receipt.ts';
import { reversePayment } from '../../functions/capabilities/payments/reverse.ts';
import { day } from '../../functions/domain/calendar.ts';
import { cents } from '../../functions/domain/money.ts';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { openClinic, type TestClinic } from '../support/clinic.ts';
import { line } from '../support/clinic-builder.ts';
import { leaveStripeAway } from '../support/stripe-away.ts';

let clinic: TestClinic;
beforeAll(async () => {
  clinic = await openClinic();
  leaveStripeAway(clinic.app);
});
afterAll(() => clinic.close());

const pay = (patientId: string, amountCents: number, more: Partial<PatientPaymentInput> = {}) =>
  takePayment(
    clinic.app,
    {
      ...{ patientId, currency: 'usd', amountCents: cents(amountCents), method: 'cash' },
      ...{ reference: null, receivedOn: undefined, allocations: undefined, ...more },
    },
    clinic.clerk,
  );
const part = (invoiceId: string, amountCents: number) => ({ invoiceId, amountCents: cents(amountCents) });

/** A patient who owes 100.00, 50.00 and 30.00, the largest due last. */
async function owing() {
  const patientId = await clinic.patient();
  const bill = (cents: number, dueOn: string) => clinic.issued({ patientId, dueOn, lines: [line(cents)] });
  const last = await bill(100_00, '2027-03-31');
  const first = await bill(50_00, '2027-01-31');
  const second = await bill(30_00, '2027-02-28');
  return { patientId, first, second, last };
}
const balances = async (...invoices: { id: string }[]) =>
  Promise.all(invoices.map(async ({ id }) => (await clinic.invoice(id)).balance_cents));
const credit = async (patientId: string) =>
  (await clinic.app.db.read.patients.get(patientId))?.balances[0]?.credit_cents;
const refusal = (path: string, code: string) => ({ fields: [{ path, code }] });

describe('a payment of several invoices', () => {
  test('settles the oldest due first, under one receipt number', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 100_00);
    expect(await balances(first, second, last)).toEqual([0, 0, 80_00]);
    expect((await clinic.invoice(last.id)).status).toBe('partially_paid');
    expect(await clinic.app.db.read.payments.get(id)).toMatchObject({
      amount_cents: 100_00,
      invoice_id: first.id,
      receipt_number: expect.stringMatching(/^CLINIC-R-/),
      credit_cents: 0,
      allocations: [
        { invoice_id: first.id, amount_cents: 50_00, balance_cents: 0 },
        { invoice_id: second.id, amount_cents: 30_00, balance_cents: 0 },
        { invoice_id: last.id, amount_cents: 20_00, balance_cents: 80_00 },
      ],
    });
  });

  test('settles what is chosen, and the rest is the patient’s credit', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 60_00, {
      allocations: [part(last.id, 30_00), part(second.id, 10_00)],
    });
    expect(await balances(first, second, last)).toEqual([50_00, 20_00, 70_00]);
    expect(await credit(patientId)).toBe(20_00);
    expect(await clinic.app.db.read.payments.get(id)).toMatchObject({
      invoice_id: last.id,
      credit_cents: 20_00,
    });
  });

  test('of more than everything leaves credit and nothing owed', async () => {
    const { patientId, first, second, last } = await owing();
    await pay(patientId, 200_00);
    expect(await balances(first, second, last)).toEqual([0, 0, 0]);
    expect(await credit(patientId)).toBe(20_00);
    await expect(pay(patientId, 1_00)).rejects.toMatchObject({ kind: 'conflict', code: 'nothing_owed' });
  });

  test('shows each invoice its part, and the parts come to the payment', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 200_00);
    const shown = await Promise.all(
      [first, second, last].map((each) => clinic.app.db.read.payments.ofInvoice(each.id)),
    );
    expect(shown).toMatchObject([
      [{ id, amount_cents: 50_00 + 20_00, payment_amount_cents: 200_00 }],
      [{ id, amount_cents: 30_00, payment_amount_cents: 200_00 }],
      [{ id, amount_cents: 100_00, payment_amount_cents: 200_00 }],
    ]);
    const views = await Promise.all(
      [first, second].map((each) => clinic.app.db.read.invoices.publicView(each.id)),
    );
    expect(views.map((view) => view?.payments.map((each) => each.amount_cents))).toEqual([[70_00], [30_00]]);
    const timeline = await clinic.app.db.read.invoices.timeline(second.id);
    expect(timeline.filter(({ what }) => what === 'mark_paid')).toMatchObject([
      { details: { payment_id: id, amount_cents: 30_00, payment_amount_cents: 200_00 } },
    ]);
  });

  test('has a receipt that lists each invoice', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 90_00);
    const text = pdfLines((await readPaymentReceipt(clinic.app, id)).bytes).join('\n');
    for (const { invoice_number: number } of [first, second, last]) expect(text).toContain(number);
    for (const amount of ['$90.00', '$50.00', '$30.00', '$10.00']) expect(text).toContain(amount);
  });

  test('is a movement for each invoice in the statement', async () => {
    const { patientId } = await owing();
    await pay(patientId, 80_00);
    const asOf = { asOf: new Date(clinic.app.clock.now().getTime() + 1_000), knownAt: undefined };
    const { movements } = await clinic.app.db.read.patientAccounts.statement(
      patientId,
      'usd',
      undefined,
      asOf,
    );
    expect(movements.filter(({ kind }) => kind === 'payment').map((each) => each.amount_cents)).toEqual([
      -50_00, -30_00,
    ]);
  });

  test('beside another of the same money settles every cent once', async () => {
    const { patientId, first, second, last } = await owing();
    await Promise.all([
      pay(patientId, 90_00),
      pay(patientId, 90_00),
      pay(patientId, 90_00, { allocations: [part(last.id, 1_00), part(first.id, 1_00)] }).catch(
        () => undefined,
      ),
    ]);
    expect(await balances(first, second, last)).toEqual([0, 0, 0]);
    expect(await credit(patientId)).toBeGreaterThanOrEqual(0);
  });
});

describe('nothing is booked', () => {
  test.each([
    ['for another patient’s invoice', 'other_patient'],
    ['for an invoice in another currency', 'other_currency'],
    ['on a draft', 'nothing_owed'],
    ['on an invoice that is not there', 'invoice_unknown'],
  ])('%s', async (_, code) => {
    const { patientId, first } = await owing();
    const strange: Record<string, () => Promise<string>> = {
      other_patient: async () => (await clinic.issued()).id,
      other_currency: async () => (await clinic.issued({ patientId, currency: 'eur' })).id,
      nothing_owed: () => clinic.draft({ patientId }),
      invoice_unknown: async () => randomUUID(),
    };
    const other = (await strange[code]?.()) ?? '';
    const allocations = [part(first.id, 10_00), part(other, 5_00)];
    const before = await clinic.rows('select count(*)::int from ledger_entries');
    await expect(pay(patientId, 50_00, { allocations })).rejects.toMatchObject(
      refusal('invoices.1.invoice_id', code),
    );
    expect(await clinic.rows('select count(*)::int from ledger_entries')).toEqual(before);
    expect(await balances(first)).toEqual([50_00]);
  });

  test('above what is owed, above the payment, on a day before an invoice, or for an unknown patient', async () => {
    const { patientId, first, second } = await owing();
    const above = { allocations: [part(first.id, 50_01)] };
    await expect(pay(patientId, 60_00, above)).rejects.toMatchObject(
      refusal('invoices.0.amount_cents', 'above_balance'),
    );
    const more = { allocations: [part(first.id, 50_00), part(second.id, 30_00)] };
    await expect(pay(patientId, 79_99, more)).rejects.toMatchObject(refusal('invoices', 'above_payment'));
    const early = { receivedOn: day('2020-01-01') };
    await expect(pay(patientId, 60_00, early)).rejects.toMatchObject(refusal('received_on', 'before_issue'));
    await expect(pay(randomUUID(), 60_00)).rejects.toMatchObject({ code: 'patient_unknown' });
    expect(await balances(first, second)).toEqual([50_00, 30_00]);
  });
});

describe('a reversal', () => {
  test('reopens every invoice and takes the credit back', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 190_00);
    await reversePayment(clinic.app, id, 'entered twice', clinic.admin);
    expect(await balances(first, second, last)).toEqual([50_00, 30_00, 100_00]);
    expect(await credit(patientId)).toBe(0);
    const [shown] = await clinic.app.db.read.payments.ofInvoice(second.id);
    expect(shown).toMatchObject({ amount_cents: 30_00, reversed_at: expect.any(String) });
    const left = await clinic.rows(
      'select 1 from ledger_entries where payment_id = $1 group by account, invoice_id having sum(amount_cents) <> 0',
      [id],
    );
    expect(left).toEqual([]);
  });

  test('reopens only what it settled', async () => {
    const { patientId, first, second } = await owing();
    await pay(patientId, 20_00);
    const { id } = await pay(patientId, 60_00, {
      allocations: [part(first.id, 30_00), part(second.id, 30_00)],
    });
    await reversePayment(clinic.app, id, 'wrong patient', clinic.admin);
    expect(await balances(first, second)).toEqual([30_00, 30_00]);
    expect((await clinic.invoice(first.id)).status).toBe('partially_paid');
  });
});

describe('a part that staff move', () => {
  const move = (paymentId: string, from: { id: string }, to: { id: string }, amountCents: number) =>
    moveAllocation(
      clinic.app,
      {
        ...{ paymentId, fromInvoiceId: from.id, toInvoiceId: to.id },
        ...{ amountCents: cents(amountCents), reason: 'paid for the other visit' },
      },
      clinic.admin,
    );

  test('reopens the one invoice and settles the other; a reversal then takes it back there', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 80_00);
    await move(id, second, last, 20_00);
    expect(await balances(first, second, last)).toEqual([0, 20_00, 80_00]);
    expect((await clinic.invoice(second.id)).status).toBe('partially_paid');
    expect(await clinic.app.db.read.payments.get(id)).toMatchObject({
      amount_cents: 80_00,
      allocations: [
        { invoice_id: first.id, amount_cents: 50_00 },
        { invoice_id: second.id, amount_cents: 10_00 },
        { invoice_id: last.id, amount_cents: 20_00 },
      ],
    });
    await reversePayment(clinic.app, id, 'entered twice', clinic.admin);
    expect(await balances(first, second, last)).toEqual([50_00, 30_00, 100_00]);
  });

  test('is a line of each invoice in the statement, and in the audit with the reason', async () => {
    const { patientId, first, last } = await owing();
    const { id } = await pay(patientId, 50_00);
    await move(id, first, last, 50_00);
    const asOf = { asOf: new Date(clinic.app.clock.now().getTime() + 1_000), knownAt: undefined };
    const { movements } = await clinic.app.db.read.patientAccounts.statement(
      patientId,
      'usd',
      undefined,
      asOf,
    );
    expect(
      movements.filter(({ kind }) => kind === 'allocation_moved').map((each) => each.amount_cents),
    ).toEqual([50_00, -50_00]);
    const trail = await clinic.rows(
      `select target_id as id, details ->> 'reason' as reason from audit_logs
       where action = 'move_allocation' and details ->> 'payment_id' = $1 order by sequence`,
      [id],
    );
    expect(trail).toEqual([first.id, last.id].map((of) => ({ id: of, reason: 'paid for the other visit' })));
    expect(await clinic.app.db.read.payments.ofInvoice(first.id)).toEqual([]);
  });

  test('is refused above either, to another patient, and twice at once', async () => {
    const { patientId, first, second, last } = await owing();
    const { id } = await pay(patientId, 80_00);
    const strange = await clinic.issued();
    await expect(move(id, second, last, 30_01)).rejects.toMatchObject(
      refusal('amount_cents', 'above_allocation'),
    );
    await expect(move(id, last, first, 1_00)).rejects.toMatchObject(
      refusal('from_invoice_id', 'not_of_payment'),
    );
    await expect(move(id, first, second, 1_00)).rejects.toMatchObject(
      refusal('to_invoice_id', 'nothing_owed'),
    );
    await expect(move(id, first, strange, 1_00)).rejects.toMatchObject(
      refusal('to_invoice_id', 'other_patient'),
    );
    await expect(move(randomUUID(), first, last, 1_00)).rejects.toMatchObject({ code: 'payment_unknown' });
    const both = await Promise.allSettled([move(id, second, last, 30_00), move(id, second, last, 30_00)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await balances(first, second, last)).toEqual([0, 30_00, 70_00]);
    await reversePayment(clinic.app, id, 'entered twice', clinic.admin);
    await expect(move(id, first, last, 1_00)).rejects.toMatchObject({ code: 'payment_reversed' });
  });
});
