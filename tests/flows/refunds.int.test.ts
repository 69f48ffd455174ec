/** Money that goes back: asked for, approved by another, made once at Stripe, and booked as Stripe reports it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { readRefundPdf } from '../../functions/capabilities/refunds/pdf.ts';
import { rejectRefund } from '../../functions/capabilities/refunds/reject.ts';
import type { RefundEffect, RefundReason } from '../../functions/domain/refund.ts';
import { pdfLines } from '../../infra/local/clinics/pdf-text.ts';
import { line } from '../support/clinic-builder.ts';
import { withoutLookups } from '../support/stripe-away.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

type RefundOptions = { amountCents?: number; effect?: RefundEffect; reason?: RefundReason };

const request = (paymentId: string, options: RefundOptions = {}, by = clinic.clerk) =>
  requestRefund(
    clinic.app,
    {
      paymentId,
      amountCents: options.amountCents,
      reason: options.reason ?? 'requested_by_customer',
      note: 'asked on the phone',
      effect: options.effect ?? 'reopen',
    },
    by,
  );
const approve = (id: string, by = clinic.admin) => approveRefund(clinic.app, id, by);
const refundOf = async (id: string) => {
  const refund = await clinic.app.db.read.refunds.get(id);
  if (!refund) throw new Error('The refund is not there.');
  return refund;
};

/** An invoice of $100 that is paid and booked, with its payment. */
async function paid(options = {}, card?: string) {
  const invoice = await clinic.paid(options, card);
  await clinic.sync();
  return { invoice, payment: await clinic.paymentOf(invoice.id) };
}
const atStripe = async (paymentIntent: string) =>
  (await clinic.harness.stripe.refunds.list({ payment_intent: paymentIntent })).data;
const creditOf = async (patientId: string) =>
  (await clinic.app.db.read.patients.get(patientId))?.balances[0]?.credit_cents ?? 0;

describe('a refund', () => {
  test('is asked for by a clerk, approved by an admin, made at Stripe and booked by its events', async () => {
    const { invoice, payment } = await paid();
    const { id } = await request(payment.id, { effect: 'reopen' });
    expect(await clinic.app.db.read.invoices.get(invoice.id)).toMatchObject({
      status: 'paid',
      refund_waiting: true,
    });
    expect(await refundOf(id)).toMatchObject({
      status: 'requested',
      amount_cents: 100_00,
      note: 'asked on the phone',
      requested_by_name: 'Cleo Clerk',
    });
    expect(await atStripe(payment.stripe_payment_id ?? '')).toEqual([]);
    await approve(id);
    await clinic.work();
    expect(await refundOf(id)).toMatchObject({ status: 'processing', decided_by_name: 'Ada Admin' });
    const [made] = await atStripe(payment.stripe_payment_id ?? '');
    expect(made).toMatchObject({ amount: 100_00, metadata: { refund_id: id, clinic_id: 'clinic' } });
    await clinic.sync();
    expect(await refundOf(id)).toMatchObject({ status: 'succeeded', stripe_refund_id: made?.id });
    expect(await clinic.paymentOf(invoice.id)).toMatchObject({ status: 'refunded', refunded_cents: 100_00 });
    expect(await clinic.invoice(invoice.id)).toMatchObject({
      status: 'issued',
      balance_cents: 100_00,
      payment_summary: { paid_cents: 100_00, refunded_cents: 100_00 },
    });
    const audit = await clinic.rows(`select action from audit_logs where target_id = $1 order by sequence`, [
      id,
    ]);
    expect(audit.map((row) => row.action)).toEqual(['request_refund', 'approve_refund', 'refund']);
  });

  test('is reported to the patient once it has gone back, and once only', async () => {
    const { invoice, payment } = await paid();
    const { id } = await request(payment.id);
    await approve(id);
    await clinic.work();
    await clinic.sync();
    await clinic.sync();
    const notices = await clinic.rows(
      `select kind, cause from messages where invoice_id = $1 and kind = 'refund'`,
      [invoice.id],
    );
    expect(notices).toEqual([{ kind: 'refund', cause: `refund:${id}` }]);
  });

  test('has a confirmation, which the patient gets with a link of its own invoice only', async () => {
    const { invoice, payment } = await paid();
    const { id } = await request(payment.id);
    const confirmation = readRefundPdf(clinic.app, id, invoice.id);
    await expect(confirmation).rejects.toMatchObject({ code: 'refund_not_succeeded' });
    await approve(id);
    await clinic.work();
    await clinic.sync();
    expect(pdfLines((await readRefundPdf(clinic.app, id, invoice.id)).bytes)).toContain('$100.00');
    const other = await paid();
    const stolen = readRefundPdf(clinic.app, id, other.invoice.id);
    await expect(stolen).rejects.toMatchObject({ code: 'refund_unknown' });
  });

  test('of a part leaves the payment succeeded, and one of the service leaves nothing owed', async () => {
    const { invoice, payment } = await paid({ lines: [line(100_00, { tax: { basisPoints: 1000 } })] });
    const { id } = await request(payment.id, { amountCents: 33_00, effect: 'credit' });
    await approve(id);
    await clinic.work();
    await clinic.sync();
    expect(await clinic.paymentOf(invoice.id)).toMatchObject({ status: 'succeeded', refunded_cents: 33_00 });
    expect(await clinic.invoice(invoice.id)).toMatchObject({
      status: 'paid',
      balance_cents: 0,
      payment_summary: { refunded_cents: 33_00, credited_cents: 33_00 },
    });
    const tax = await clinic.rows(
      `select sum(amount_cents)::int as left from ledger_entries where invoice_id = $1 and account = 'tax_payable'`,
      [invoice.id],
    );
    expect(tax).toEqual([{ left: -7_00 }]);
  });

  test('of money that lies as the patient’s credit takes that credit, and no debt comes back', async () => {
    const { invoice } = await paid();
    const metadata = { invoice_id: invoice.id, clinic_id: 'clinic' };
    const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, 60_00);
    await clinic.harness.pay(session.id);
    await clinic.sync();
    expect(await creditOf(invoice.patient_id)).toBe(60_00);
    const twice = (await clinic.app.db.read.payments.ofInvoice(invoice.id)).find(
      (each) => each.amount_cents === 60_00,
    );
    const { id } = await request(twice?.id ?? '', { reason: 'duplicate' });
    await approve(id);
    await clinic.work();
    await clinic.sync();
    expect(await creditOf(invoice.patient_id)).toBe(0);
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid', balance_cents: 0 });
  });

  test('is never made twice, though ten ask at once and the queue repeats itself', async () => {
    const { payment } = await paid();
    const asked = await Promise.allSettled(
      Array.from({ length: 10 }, () => request(payment.id, { amountCents: 60_00 })),
    );
    const made = asked.filter((each) => each.status === 'fulfilled');
    expect(made).toHaveLength(1);
    const id = made[0]?.value.id ?? '';
    await Promise.allSettled([approve(id), approve(id), approve(id)]);
    await Promise.all([clinic.work(), clinic.work()]);
    await clinic.sync();
    expect(await atStripe(payment.stripe_payment_id ?? '')).toHaveLength(1);
    expect(await refundOf(id)).toMatchObject({ status: 'succeeded' });
  });

  test('that is rejected says why and leaves the money free', async () => {
    const { payment } = await paid();
    const { id } = await request(payment.id);
    await rejectRefund(clinic.app, id, 'not within 30 days', clinic.admin);
    expect(await refundOf(id)).toMatchObject({ status: 'rejected', decision_reason: 'not within 30 days' });
    await expect(approve(id)).rejects.toMatchObject({ code: 'refund_not_requested' });
    expect((await request(payment.id)).id).not.toBe(id);
  });
});

describe('what is refused', () => {
  test.each([
    [{ amountCents: 100_01 }, 'refund_above_payment'],
    [{ amountCents: 500_00 }, 'refund_above_payment'],
  ])('%o: %s', async (options, code) => {
    const { payment } = await paid();
    await expect(request(payment.id, options)).rejects.toMatchObject({ code });
  });

  test('a payment that is not there, failed, or is refunded already', async () => {
    const unknownId = '00000000-0000-4000-8000-000000000000';
    await expect(request(unknownId)).rejects.toMatchObject({ code: 'payment_unknown' });
    const declined = await clinic.paid({}, '4000000000000002');
    await clinic.sync();
    const failed = await clinic.paymentOf(declined.id);
    await expect(request(failed.id)).rejects.toMatchObject({ code: 'payment_failed' });
    const { payment } = await paid();
    await request(payment.id);
    await expect(request(payment.id)).rejects.toMatchObject({ code: 'nothing_to_refund' });
  });

  test('approving one’s own request, unless the clinic has one admin only and says so', async () => {
    const { payment } = await paid();
    const { id } = await request(payment.id, {}, clinic.admin);
    await expect(approve(id)).rejects.toMatchObject({ code: 'refund_own_request' });
    Object.assign(clinic.app.clinic, { refundSelfApproval: true });
    await approve(id);
    Object.assign(clinic.app.clinic, { refundSelfApproval: false });
    expect(await refundOf(id)).toMatchObject({ status: 'approved', self_approved: true });
  });
});

describe('the answer of Stripe', () => {
  test.each(['lose_response', 'html502', 'truncate', 'error_500'] as const)(
    'that is lost (%s) is asked for again with the same key',
    async (mode) => {
      const { payment } = await paid();
      const { id } = await request(payment.id, { amountCents: 25_00 });
      const work = mode === 'html502' ? { work: true } : {};
      await clinic.harness.control('POST', '/faults', {
        mode,
        method: 'POST',
        path: '/v1/refunds',
        times: 2,
        ...work,
      });
      await approve(id);
      await clinic.work();
      expect(await refundOf(id)).toMatchObject({ status: 'processing', stripe_refund_id: null });
      await clinic.rows(`update outbox set due_at = now() where state = 'pending'`);
      await clinic.work();
      expect(await atStripe(payment.stripe_payment_id ?? '')).toHaveLength(1);
      await clinic.sync();
      expect(await refundOf(id)).toMatchObject({ status: 'succeeded' });
    },
  );

  test('that is lost for a day is looked for, and not made a second time when the key is forgotten', async () => {
    const { payment } = await paid();
    const { id } = await request(payment.id, { amountCents: 25_00 });
    await clinic.harness.control('POST', '/faults', {
      mode: 'lose_response',
      method: 'POST',
      path: '/v1/refunds',
      times: 2,
    });
    await approve(id);
    await clinic.work();
    await clinic.lose();
    clinic.at(new Date(Date.now() + 25 * 3_600_000));
    await clinic.harness.control('POST', '/clock', { advance_seconds: 25 * 3600 });
    await clinic.rows(`update outbox set due_at = now() where state = 'pending'`);
    await clinic.work();
    clinic.at(new Date());
    await clinic.harness.control('POST', '/clock', { advance_seconds: -25 * 3600 });
    const [made, ...more] = await atStripe(payment.stripe_payment_id ?? '');
    expect(more).toEqual([]);
    expect(await refundOf(id)).toMatchObject({ status: 'processing', stripe_refund_id: made?.id });
  });

  test('that is a refusal ends it, and the money is free for another try', async () => {
    const { invoice, payment } = await paid();
    const { id } = await request(payment.id, { amountCents: 60_00 });
    await clinic.harness.stripe.refunds.create({ charge: invoice.chargeId, amount: 70_00 });
    await approve(id);
    await clinic.work();
    expect(await refundOf(id)).toMatchObject({ status: 'failed' });
    await clinic.sync();
    expect(await clinic.paymentOf(invoice.id)).toMatchObject({ refunded_cents: 70_00 });
  });
});

describe('Stripe’s side of a refund', () => {
  test('pending is processing until it arrives', async () => {
    const { invoice, payment } = await paid({}, '4000000000007726');
    const { id } = await request(payment.id);
    await approve(id);
    await clinic.work();
    await clinic.sync();
    const refund = await refundOf(id);
    expect(refund).toMatchObject({ status: 'processing' });
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'paid' });
    await clinic.harness.control('POST', `/refunds/${refund.stripe_refund_id}`, { outcome: 'succeeded' });
    await clinic.sync();
    expect(await refundOf(id)).toMatchObject({ status: 'succeeded' });
    expect(await clinic.invoice(invoice.id)).toMatchObject({ status: 'issued' });
  });

  test('that fails after it had succeeded is undone in the ledger and can be tried again', async () => {
    const { invoice, payment } = await paid();
    const { id } = await request(payment.id, { effect: 'credit' });
    await approve(id);
    await clinic.work();
    await clinic.sync();
    const refund = await refundOf(id);
    await clinic.harness.control('POST', `/refunds/${refund.stripe_refund_id}`, {
      outcome: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    await clinic.sync();
    expect(await refundOf(id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await clinic.paymentOf(invoice.id)).toMatchObject({ status: 'succeeded', refunded_cents: 0 });
    expect(await clinic.invoice(invoice.id)).toMatchObject({
      status: 'paid',
      payment_summary: { refunded_cents: 0, credited_cents: 0, paid_cents: 100_00 },
    });
    expect((await request(payment.id)).id).not.toBe(id);
  });

  test('made at the dashboard is booked and flagged, and a pending request that no longer fits is rejected', async () => {
    const { invoice, payment } = await paid();
    const { id: pending } = await request(payment.id, { amountCents: 60_00 });
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 70_00 });
    await clinic.sync();
    expect(await refundOf(pending)).toMatchObject({
      status: 'rejected',
      decision_reason: 'refunded_at_stripe',
    });
    const { data } = await clinic.app.db.read.refunds.list({ outsideApproval: true }, { limit: 1 });
    expect(data).toMatchObject([
      { payment_id: payment.id, amount_cents: 70_00, status: 'succeeded', effect: 'credit' },
    ]);
    expect(await clinic.invoice(invoice.id)).toMatchObject({
      status: 'paid',
      balance_cents: 0,
      payment_summary: { credited_cents: 70_00 },
    });
  });

  test('reported only by the charge’s total is fetched and booked once', async () => {
    const { invoice } = await paid();
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 20_00 });
    await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 30_00 });
    const events = await clinic.undelivered();
    await clinic.deliverEvents(events.filter((event) => event.type === 'charge.refunded'));
    expect(await clinic.paymentOf(invoice.id)).toMatchObject({ refunded_cents: 50_00 });
    await clinic.deliverEvents(events.filter((event) => event.type !== 'charge.refunded'));
    expect(await clinic.paymentOf(invoice.id)).toMatchObject({ refunded_cents: 50_00 });
    const refunds = await clinic.rows(
      `select r.amount_cents from refunds r join payments p on p.id = r.payment_id where p.invoice_id = $1 order by 1`,
      [invoice.id],
    );
    expect(refunds).toEqual([{ amount_cents: 20_00 }, { amount_cents: 30_00 }]);
  });
});

describe('the events of a payment and its refund', () => {
  test('in many orders, with the refund before the payment, come to one state', async () => {
    const { seen, orders } = { seen: new Set<string>(), orders: 12 };
    for (let seed = 0; seed < orders; seed++) {
      const invoice = await clinic.paid();
      await clinic.harness.control('POST', `/charges/${invoice.chargeId}/refund`, { amount: 40_00 });
      const events = shuffled(await clinic.undelivered(), seed);
      await clinic.deliverEvents(events);
      const { status, balance_cents, payment_summary } = await clinic.invoice(invoice.id);
      const payment = await clinic.paymentOf(invoice.id);
      const { refunded_cents, method } = payment;
      const booked = await clinic.rows(
        `select account, sum(amount_cents)::int as cents from ledger_entries where invoice_id = $1 group by 1 order by 1`,
        [invoice.id],
      );
      seen.add(JSON.stringify({ status, balance_cents, payment_summary, refunded_cents, method, booked }));
    }
    expect([...seen]).toHaveLength(1);
    expect([...seen][0]).toContain('"status":"paid","balance_cents":0');
    expect(
      await clinic.rows(`select 1 from stripe_events where state in ('received', 'quarantined')`),
    ).toEqual([]);
  });

  test('of a charge that Stripe does not know wait for their payment, and the total counts once', async () => {
    const { id } = await clinic.issued();
    const events = handMade(id);
    await withoutLookups(clinic.app, ['paymentMoney'], async () => {
      await clinic.deliverEvents([events.refundCreated]);
      expect(await clinic.eventState(events.refundCreated.id)).toMatchObject({ state: 'received' });
      await clinic.receive(events.chargeRefunded);
    });
    await withoutLookups(clinic.app, ['refundsOf'], () => clinic.deliverEvents([events.refundCreated]));
    expect(await clinic.paymentOf(id)).toMatchObject({ status: 'refunded', refunded_cents: 100_00 });
    const refunds = await clinic.rows(
      `select stripe_refund_id from refunds where payment_id in (select id from payments where invoice_id = $1)`,
      [id],
    );
    expect(refunds).toEqual([{ stripe_refund_id: events.refundCreated.data.object.id }]);
    expect(await clinic.eventState(events.refundCreated.id)).toMatchObject({ state: 'applied' });
  });
});

describe('the database refuses, to the application and to its owner', () => {
  const staff = (role: string) => `(select id from staff where role = '${role}')`;
  const add = (payment: string, more: Record<string, string> = {}) => {
    const row = {
      payment_id: `'${payment}'`,
      currency: `'usd'`,
      amount_cents: '1000',
      reason: `'duplicate'`,
      effect: `'reopen'`,
      status: `'requested'`,
      requested_by: staff('billing_clerk'),
      ...more,
    };
    return `insert into refunds (${Object.keys(row)}) values (${Object.values(row)}) returning id`;
  };

  test('every way around the approval, the limit and the record', async () => {
    const { payment } = await paid();
    const [asked] = await clinic.rows<{ id: string }>(add(payment.id));
    const id = asked?.id ?? '';
    const set = (what: string) => `update refunds set ${what} where id = '${id}'`;
    const approved = (by: string) => set(`status = 'approved', decided_by = ${by}, decided_at = now()`);
    const hostile: [string, RegExp][] = [
      [add(payment.id, { amount_cents: '10000' }), /more than payment/],
      [add(payment.id, { amount_cents: '0' }), /refunds_amount_cents_check|check constraint/],
      [add(payment.id, { status: `'succeeded'` }), /begins with a request/],
      [add(payment.id, { status: `'approved'`, decided_by: staff('admin') }), /begins with a request/],
      [add(payment.id, { currency: `'eur'` }), /foreign key|null value/],
      [add(payment.id, { requested_by: 'null' }), /check constraint/],
      [approved(staff('billing_clerk')), /only an admin|check constraint/],
      [approved('null'), /only an admin|check constraint/],
      [set(`status = 'succeeded', settled_at = now()`), /cannot go from requested/],
      [set(`status = 'processing'`), /cannot go from requested/],
      [set('amount_cents = 9999'), /keeps what was asked|permission denied/],
      [set(`requested_by = ${staff('admin')}`), /keeps what was asked|permission denied/],
      [set(`effect = 'credit'`), /keeps what was asked|permission denied/],
      [`delete from refunds where id = '${id}'`, /never deleted|permission denied/],
      ['truncate refunds cascade', /refused|permission denied/],
      [
        `update payments set refunded_cents = 500 where id = '${payment.id}'`,
        /its refunds say|permission denied/,
      ],
      [
        `update payments set status = 'refunded' where id = '${payment.id}'`,
        /its refunds say|check constraint/,
      ],
    ];
    for (const [sql, refusal] of hostile) {
      await expect(clinic.rows(sql), `owner: ${sql}`).rejects.toThrow(refusal);
      await expect(clinic.asApp(sql), `app: ${sql}`).rejects.toThrow(refusal);
    }
    await clinic.rows(approved(staff('admin')));
    for (const sql of [
      set('decided_by = null'),
      set(`decided_by = ${staff('billing_clerk')}`),
      set('self_approved = true'),
      set(`status = 'requested'`),
      set(`status = 'processing'`),
      set(`status = 'succeeded', settled_at = now()`),
    ]) {
      await expect(clinic.rows(sql), `owner: ${sql}`).rejects.toThrow(
        /keeps what|cannot go|check constraint/,
      );
    }
  });

  test('an approver who is the requester, unless it is written beside it', async () => {
    const { payment } = await paid();
    const [asked] = await clinic.rows<{ id: string }>(add(payment.id, { requested_by: staff('admin') }));
    const approve = (more: string) =>
      `update refunds set status = 'approved', decided_by = ${staff('admin')}, decided_at = now() ${more} where id = '${asked?.id}'`;
    await expect(clinic.rows(approve(''))).rejects.toThrow(/check constraint/);
    await expect(clinic.asApp(approve(''))).rejects.toThrow(/check constraint/);
    await clinic.asApp(approve(', self_approved = true'));
  });
});

type AnEvent = Parameters<StripeClinic['deliverEvents']>[0][number];

function handMade(invoiceId: string) {
  const id = Math.random().toString(36).slice(2);
  const event = (type: string, object: object) =>
    ({
      id: `evt_${type.replaceAll('.', '')}${id}`,
      object: 'event',
      created: 1_795_435_200,
      livemode: false,
      type,
      data: { object },
    }) as unknown as AnEvent & { data: { object: { id: string } } };
  const metadata = { invoice_id: invoiceId, clinic_id: 'clinic' };
  const of = { payment_intent: `pi_${id}`, currency: 'usd', amount: 100_00 };
  return {
    refundCreated: event('refund.created', {
      id: `re_${id}`,
      charge: `ch_${id}`,
      status: 'succeeded',
      ...of,
    }),
    chargeRefunded: event('charge.refunded', { id: `ch_${id}`, amount_refunded: 100_00, metadata, ...of }),
  };
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed * 2_654_435_761 + 1;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
