/** One payment page for several invoices of a patient: paid once, however its events come, and never beside another page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelInvoice } from '../../functions/capabilities/invoices/cancel.ts';
import { openPaymentPage } from '../../functions/capabilities/invoices/create-payment-link.ts';
import { openAccountPage } from '../../functions/capabilities/patients/checkout.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import { cents } from '../../functions/domain/money.ts';
import type { PageChoice } from '../../functions/domain/page-allocation.ts';
import { line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

/** A patient who owes 50.00, 30.00 and 100.00, in the order of the due dates. */
async function owing() {
  const patientId = await clinic.patient();
  const bill = (cents: number, dueOn: string) => clinic.issued({ patientId, dueOn, lines: [line(cents)] });
  const last = await bill(100_00, '2027-03-31');
  const first = await bill(50_00, '2027-01-31');
  const second = await bill(30_00, '2027-02-28');
  return { patientId, first, second, last };
}
const open = (patientId: string, choice: Partial<PageChoice> = {}) =>
  openAccountPage(
    clinic.app,
    { ...{ patientId, currency: 'usd', chosen: undefined, amountCents: undefined }, ...choice },
    clinic.clerk,
  );
const choose = (...ids: string[]) => ids.map((invoiceId) => ({ invoiceId, amountCents: undefined }));
const balances = async (...invoices: { id: string }[]) =>
  Promise.all(invoices.map(async ({ id }) => (await clinic.invoice(id)).balance_cents));
const credit = async (patientId: string) =>
  (await clinic.app.db.read.patients.get(patientId))?.balances[0]?.credit_cents ?? 0;
const session = (stripeId: string | null) =>
  clinic.harness.stripe.checkout.sessions.retrieve(stripeId ?? '', { expand: ['line_items'] });
const pay = async (page: { stripeId: string | null }) => clinic.harness.pay(page.stripeId ?? '');
const paymentsOf = (patientId: string) =>
  clinic.rows<{ id: string; amount_cents: string }>(
    `select y.id, y.amount_cents::int as amount_cents from payments y join invoices i on i.id = y.invoice_id
     where i.patient_id = $1 and y.status <> 'failed'`,
    [patientId],
  );
const cash = (invoiceId: string, amountCents: number) =>
  recordPayment(
    clinic.app,
    { invoiceId, amountCents, method: 'cash', reference: null, receivedOn: undefined },
    clinic.clerk,
  );

describe('a page for everything', () => {
  test('names each invoice and nothing of the treatment, and closes the pages of each', async () => {
    const { patientId, first, second, last } = await owing();
    const page = await open(patientId);
    const made = await session(page.stripeId);
    expect(made).toMatchObject({
      amount_total: 180_00,
      metadata: { account_id: patientId, checkout_id: page.id, invoice_id: first.id },
    });
    expect(made.line_items?.data.map((item) => [item.description, item.amount_total])).toEqual([
      [`Invoice ${first.invoice_number}`, 50_00],
      [`Invoice ${second.invoice_number}`, 30_00],
      [`Invoice ${last.invoice_number}`, 100_00],
    ]);
    for (const invoice of [first, second, last]) {
      expect(await session(invoice.stripe_checkout_session_id)).toMatchObject({ status: 'expired' });
      expect(await clinic.invoice(invoice.id)).toMatchObject({
        payment_link: null,
        payment_link_status: 'none',
      });
    }
    expect((await open(patientId)).id).toBe(page.id);
  });

  test('is one payment, in the ledger, on the receipt and in the trail of each invoice', async () => {
    const { patientId, first, second, last } = await owing();
    const page = await open(patientId);
    await pay(page);
    await clinic.sync();
    expect(await balances(first, second, last)).toEqual([0, 0, 0]);
    const [payment] = await paymentsOf(patientId);
    expect(await clinic.app.db.read.payments.get(payment?.id ?? '')).toMatchObject({
      amount_cents: 180_00,
      invoice_id: first.id,
      credit_cents: 0,
      allocations: [
        { invoice_id: first.id, amount_cents: 50_00 },
        { invoice_id: second.id, amount_cents: 30_00 },
        { invoice_id: last.id, amount_cents: 100_00 },
      ],
    });
    const timeline = await clinic.app.db.read.invoices.timeline(last.id);
    expect(timeline.filter(({ what }) => what === 'mark_paid')).toMatchObject([
      { details: { payment_id: payment?.id, amount_cents: 100_00, payment_amount_cents: 180_00 } },
    ]);
    expect(await clinic.rows('select state from checkout_sessions where id = $1', [page.id])).toEqual([
      { state: 'complete' },
    ]);
    await clinic.reconcile();
    expect((await clinic.report()).breaks.filter((each) => each.invoice_id === first.id)).toEqual([]);
  });

  test.each(['in order', 'in reverse', 'twice', 'from the charge alone', 'by no event'])(
    'is booked once when Stripe reports it %s',
    async (how) => {
      const { patientId, first, second, last } = await owing();
      await pay(await open(patientId));
      const events = await clinic.undelivered();
      if (how === 'by no event') {
        await clinic.lose();
        await clinic.reconcile();
      } else {
        await clinic.lose();
        const delivered = {
          'in order': events,
          'in reverse': events.toReversed(),
          twice: [...events, ...events],
          'from the charge alone': events.filter(({ type }) => type === 'charge.succeeded'),
        }[how];
        await clinic.deliverEvents(delivered ?? []);
        await clinic.sync();
      }
      expect(await balances(first, second, last)).toEqual([0, 0, 0]);
      expect(await paymentsOf(patientId)).toMatchObject([{ amount_cents: 180_00 }]);
      expect(await credit(patientId)).toBe(0);
    },
  );
});

describe('a page for a part', () => {
  test('takes an amount for the oldest due', async () => {
    const { patientId, first, second, last } = await owing();
    const page = await open(patientId, { amountCents: cents(60_00) });
    expect((await session(page.stripeId)).line_items?.data.map((item) => item.description)).toEqual([
      `Invoice ${first.invoice_number}`,
      `Invoice ${second.invoice_number}, part payment`,
    ]);
    await pay(page);
    await clinic.sync();
    expect(await balances(first, second, last)).toEqual([0, 20_00, 100_00]);
  });

  test('leaves the other invoices their own pages', async () => {
    const { patientId, first, second, last } = await owing();
    await open(patientId, { chosen: choose(first.id, last.id) });
    expect(await session(second.stripe_checkout_session_id)).toMatchObject({ status: 'open' });
  });

  test('of one invoice is a page of its own', async () => {
    const { patientId, first } = await owing();
    const page = await open(patientId, { chosen: choose(first.id) });
    expect(page.stripeId).toBe(first.stripe_checkout_session_id);
  });
});

describe('two open pages never cover one invoice', () => {
  const openFor = async (...invoices: { id: string; patient_id: string }[]) =>
    (await clinic.harness.stripe.checkout.sessions.list({ limit: 100, status: 'open' })).data.filter(
      ({ metadata }) =>
        metadata?.account_id === invoices[0]?.patient_id ||
        invoices.some(({ id }) => metadata?.invoice_id === id),
    );

  test('by constraint, also for the application itself', async () => {
    const { patientId, second, last } = await owing();
    await open(patientId);
    const add = (invoiceId: string, live: string) =>
      clinic.asApp(
        `insert into checkout_sessions (invoice_id, currency, amount_cents, kind, state, idempotency_key, request)
         values ('${invoiceId}', 'usd', 10, 'checkout_session', '${live}', gen_random_uuid()::text, '\\x00')`,
      );
    await expect(add(second.id, 'creating')).rejects.toMatchObject({
      constraint: 'checkout_invoices_one_open',
    });
    await expect(
      clinic.asApp(`update checkout_invoices set is_live = false where invoice_id = '${last.id}'`),
    ).rejects.toThrow('permission denied');
  });

  test('one for a single invoice ends the one for all, and the other way round', async () => {
    const { patientId, first, second, last } = await owing();
    const all = await open(patientId);
    const single = await openPaymentPage(
      clinic.app,
      { invoiceId: second.id, amountCents: undefined, kind: 'checkout_session' },
      clinic.clerk,
    );
    expect(await session(all.stripeId)).toMatchObject({ status: 'expired' });
    expect((await openFor(first, second, last)).map(({ id }) => id)).toEqual([single.stripeId]);
    const again = await open(patientId);
    expect((await openFor(first, second, last)).map(({ id }) => id)).toEqual([again.stripeId]);
  });

  test('when several are asked for at once', async () => {
    const { patientId, first, second, last } = await owing();
    const asked = await Promise.allSettled([
      open(patientId),
      open(patientId, { chosen: choose(second.id, last.id) }),
      open(patientId, { amountCents: cents(70_00) }),
      open(patientId, { chosen: choose(first.id) }),
    ]);
    const refused = asked.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    for (const code of refused) expect(['payment_page_busy', 'stripe_unavailable']).toContain(code);
    await clinic.work();
    const covered = await clinic.rows(
      `select k.invoice_id from checkout_invoices k join invoices i on i.id = k.invoice_id
       where i.patient_id = $1 and k.is_live`,
      [patientId],
    );
    const live = await clinic.rows<{ stripe_id: string }>(
      `select distinct c.stripe_id from checkout_sessions c join checkout_invoices k on k.checkout_id = c.id
         join invoices i on i.id = k.invoice_id where i.patient_id = $1 and k.is_live`,
      [patientId],
    );
    expect(new Set(covered.map((each) => each.invoice_id)).size).toBe(covered.length);
    const atStripe = (await openFor(first, second, last)).map(({ id }) => id).sort();
    expect(atStripe).toEqual(live.map((each) => each.stripe_id).sort());
  });

  test('two who ask for the same get the same page', async () => {
    const { patientId } = await owing();
    const [one, other] = await Promise.all([open(patientId), open(patientId)]);
    expect(one.id).toBe(other.id);
  });
});

describe('the end of a page releases every invoice', () => {
  test('when it expires at Stripe', async () => {
    const { patientId, first, second, last } = await owing();
    const page = await open(patientId);
    await clinic.harness.stripe.checkout.sessions.expire(page.stripeId ?? '');
    await clinic.sync();
    expect(
      await clinic.rows('select is_live from checkout_invoices where checkout_id = $1 and is_live', [
        page.id,
      ]),
    ).toEqual([]);
    const again = await open(patientId);
    expect(again.id).not.toBe(page.id);
    expect(await balances(first, second, last)).toEqual([50_00, 30_00, 100_00]);
  });

  test('when one of them is canceled or paid at the desk', async () => {
    const { patientId, first, second, last } = await owing();
    const page = await open(patientId);
    await cancelInvoice(clinic.app, { id: second.id, reason: 'no show' }, clinic.clerk);
    expect(await session(page.stripeId)).toMatchObject({ status: 'expired' });
    const next = await open(patientId);
    expect(next.covers.map((part) => part.invoiceId)).toEqual([first.id, last.id]);
    await cash(last.id, 100_00);
    expect(await session(next.stripeId)).toMatchObject({ status: 'expired' });
  });

  test('but a command on one of them learns that it was paid, and the payment is on all', async () => {
    const { patientId, first, second, last } = await owing();
    await pay(await open(patientId));
    await expect(
      cancelInvoice(clinic.app, { id: last.id, reason: 'no show' }, clinic.clerk),
    ).rejects.toMatchObject({ code: 'payment_in_progress' });
    expect(await balances(first, second, last)).toEqual([0, 0, 0]);
    await clinic.sync();
    expect(await paymentsOf(patientId)).toHaveLength(1);
  });
});

test('what was settled meanwhile becomes credit, and no money is lost', async () => {
  const { patientId, first, second, last } = await owing();
  const page = await open(patientId);
  await pay(page);
  // As if the page had ended unseen, so that the desk could act.
  await clinic.rows(`update checkout_sessions set state = 'expired' where id = $1`, [page.id]);
  await cash(first.id, 50_00);
  await cash(last.id, 25_00);
  await cancelInvoice(clinic.app, { id: second.id, reason: 'no show' }, clinic.clerk);
  await clinic.sync();
  expect(await balances(first, second, last)).toEqual([0, 0, 0]);
  expect(await credit(patientId)).toBe(50_00 + 30_00 + 25_00);
});

test('a bank debit on its way keeps each of its invoices from being paid again', async () => {
  const { patientId, first, second, last } = await owing();
  const page = await open(patientId, { chosen: choose(first.id, last.id) });
  const debit = { bank_account: '000123456789' };
  await clinic.harness.pay(page.stripeId ?? '', undefined, debit);
  await clinic.sync();
  for (const { id: invoiceId } of [first, last]) {
    const input = { invoiceId, amountCents: undefined, kind: 'checkout_session' as const };
    await expect(openPaymentPage(clinic.app, input, clinic.clerk)).rejects.toMatchObject({
      code: 'payment_in_progress',
    });
  }
  await expect(open(patientId, { chosen: choose(second.id, last.id) })).rejects.toMatchObject({
    code: 'payment_in_progress',
  });
  expect((await open(patientId)).covers).toEqual([{ invoiceId: second.id, amountCents: 30_00 }]);
  await clinic.harness.control('POST', `/sessions/${page.stripeId}/settle`, { outcome: 'succeed' });
  await clinic.sync();
  expect(await balances(first, last)).toEqual([0, 0]);
});

describe('no page is opened, and none is closed', () => {
  const OTHERS: [what: string, code: string, other: (patientId: string) => Promise<{ id: string }>][] = [
    ['another patient’s invoice', 'other_patient', () => clinic.issued()],
    [
      'an invoice in another currency',
      'other_currency',
      (patientId) => clinic.issued({ patientId, currency: 'eur' }),
    ],
    ['a draft', 'nothing_owed', async (patientId) => ({ id: await clinic.draft({ patientId }) })],
  ];
  test.each(OTHERS)('for %s', async (_, code, other) => {
    const { patientId, first } = await owing();
    const { id } = await other(patientId);
    await expect(open(patientId, { chosen: choose(first.id, id) })).rejects.toMatchObject({
      fields: [{ path: 'invoices.1.invoice_id', code }],
    });
    expect(await session(first.stripe_checkout_session_id)).toMatchObject({ status: 'open' });
  });

  test('for more than is owed, or a patient who owes nothing or is not there', async () => {
    const { patientId, first } = await owing();
    await expect(open(patientId, { amountCents: cents(180_01) })).rejects.toMatchObject({
      fields: [{ path: 'amount_cents', code: 'above_balance' }],
    });
    expect(await session(first.stripe_checkout_session_id)).toMatchObject({ status: 'open' });
    await expect(open(await clinic.patient())).rejects.toMatchObject({ code: 'nothing_owed' });
    await expect(open('00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'patient_unknown',
    });
  });
});
