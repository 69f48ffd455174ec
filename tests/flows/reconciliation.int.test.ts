/** What never reached us: events that were lost, events that never came to be, and differences that remain. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { acceptDiscrepancy } from '../../functions/capabilities/reconciliation/accept.ts';
import { scheduleReconciliation } from '../../functions/capabilities/reconciliation/compare.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { line } from '../support/clinic-builder.ts';
import { withoutLookups } from '../support/stripe-away.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
beforeEach(async () => {
  await clinic.lose();
});
afterAll(() => clinic.close());

/** One comparison, as the timer asks for it and the queue does it. */
const compare = () => clinic.reconcile();
/** A comparison some days from now. */
async function compareLater(days: number): Promise<void> {
  clinic.at(new Date(clinic.app.clock.now().getTime() + days * 86_400_000));
  await compare();
}
const report = () => clinic.report(8);
const breakOf = async (object: string) => (await report()).breaks.find((each) => each.object === object);
const never = (types?: string[]) =>
  clinic.harness.control('POST', '/webhooks/rules', { mode: 'never_generated', ...(types && { types }) });
const always = () => clinic.harness.control('DELETE', '/webhooks/rules');

describe('events that were lost', () => {
  test('are found in Stripe’s list, stored as recovered, and applied; a second time there is nothing', async () => {
    const invoices = [await clinic.paid(), await clinic.paid()];
    await clinic.lose();
    for (const { id } of invoices) expect(await clinic.invoice(id)).toMatchObject({ status: 'issued' });
    expect((await compare()).events).toBeGreaterThan(5);
    for (const { id } of invoices) expect(await clinic.invoice(id)).toMatchObject({ status: 'paid' });
    const sources = await clinic.rows(
      `select distinct source, state from stripe_events where state <> 'ignored'`,
    );
    expect(sources).toEqual([{ source: 'recovery', state: 'applied' }]);
    expect(await compare()).toMatchObject({ events: 0 });
  });

  test('are listed from where the last time ended, page by page, in the order in which they came', async () => {
    await clinic.harness.control('POST', '/clock', { advance_seconds: 900 });
    clinic.at(new Date(Date.now() + 900_000));
    await compare();
    const [mark] = await clinic.rows<{ value: string }>(
      `select value from stripe_watermarks where name = 'events'`,
    );
    await clinic.harness.control('DELETE', '/requests');
    const { id } = await clinic.paid();
    await clinic.lose();
    await compare();
    expect(await clinic.invoice(id)).toMatchObject({ status: 'paid' });
    const { requests } = await clinic.harness.control<{ requests: { path: string; query: string }[] }>(
      'GET',
      '/requests',
    );
    const listed = requests.filter(
      (each) => each.path === '/v1/events' && each.query.includes('ending_before'),
    );
    expect(listed).toHaveLength(1);
    expect(listed[0]?.query).toContain(mark?.value);
    clinic.at(new Date());
    await clinic.harness.control('POST', '/clock', { advance_seconds: -900 });
  });
});

describe('events that never came to be', () => {
  test('are missed by no payment, refund, dispute, fee or payout: the objects show them', async () => {
    await never();
    const paid = await clinic.paid({}, '4000000000000077');
    await clinic.harness.control('POST', '/payouts');
    const refunded = await clinic.paid();
    await clinic.harness.control('POST', `/charges/${refunded.chargeId}/refund`, { amount: 30_00 });
    const disputed = await clinic.paid();
    await clinic.harness.control('POST', `/charges/${disputed.chargeId}/dispute`, {});
    await always();
    const found = await compare();
    expect(found).toMatchObject({ events: 0, payments: 3, refunds: 1, disputes: 1, payouts: 1 });
    expect(await clinic.invoice(paid.id)).toMatchObject({ status: 'paid' });
    expect(await clinic.invoice(refunded.id)).toMatchObject({
      payment_summary: { refunded_cents: 30_00, credited_cents: 30_00 },
    });
    const { data } = await clinic.app.db.read.disputes.list({ invoiceId: disputed.id }, { limit: 1 });
    expect(data).toMatchObject([{ status: 'needs_response', withdrawn_cents: 100_00 }]);
    const again = await compare();
    for (const kind of ['payments', 'refunds', 'disputes', 'payouts', 'fees'])
      expect(again[kind], kind).toBeUndefined();
    const { clearing } = await report();
    expect(clearing).toMatchObject([{ currency: 'usd', difference_cents: 0 }]);
  });

  test('nor by a refund whose answer was lost, however old', async () => {
    const invoice = await clinic.paid();
    await clinic.sync();
    const payment = await clinic.paymentOf(invoice.id);
    const input = {
      paymentId: payment.id,
      amountCents: 40_00,
      reason: 'duplicate',
      note: null,
      effect: 'reopen',
    } as const;
    const { id } = await requestRefund(clinic.app, input, clinic.clerk);
    await never();
    await clinic.harness.control('POST', '/faults', {
      mode: 'lose_response',
      method: 'POST',
      path: '/v1/refunds',
      times: 2,
    });
    await approveRefund(clinic.app, id, clinic.admin);
    await clinic.work();
    await always();
    // Its work has died meanwhile: no one would try it again.
    await clinic.rows(`update outbox set state = 'dead', settled_at = now() where topic = 'execute_refund'`);
    await compare();
    await clinic.work();
    expect(await clinic.app.db.read.refunds.get(id)).toMatchObject({ status: 'succeeded' });
    expect((await clinic.harness.stripe.refunds.list({ charge: invoice.chargeId })).data).toHaveLength(1);
  });
});

describe('a difference that remains', () => {
  test.each([
    [
      'unknown_invoice',
      async () => {
        const metadata = { invoice_id: '00000000-0000-4000-8000-000000000000', clinic_id: 'clinic' };
        const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, 12_00);
        const { session: done } = await clinic.harness.pay(session.id);
        const intent = await clinic.harness.stripe.paymentIntents.retrieve(String(done.payment_intent));
        return String(intent.latest_charge);
      },
    ],
    [
      'missing_here',
      async () => {
        const metadata = { invoice_id: '00000000-0000-4000-8000-000000000000', clinic_id: 'clinic' };
        const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, 13_00);
        const { session: done } = await clinic.harness.pay(session.id);
        const refund = await clinic.harness.stripe.refunds.create({
          payment_intent: String(done.payment_intent),
        });
        return refund.id;
      },
    ],
    [
      'missing_at_stripe',
      async () => {
        const { id } = await clinic.issued();
        const { chargeSucceeded } = paymentEvents({ invoiceId: id, amountCents: 100_00 });
        const twoHoursAgo = Math.floor(Date.now() / 1000) - 7200;
        const event = Object.assign(chargeSucceeded, { created: twoHoursAgo });
        await withoutLookups(clinic.app, ['paymentMoney'], () => clinic.receive(event));
        const [payment] = await clinic.rows<{ id: string }>(
          'select stripe_charge_id as id from payments where invoice_id = $1',
          [id],
        );
        return payment?.id ?? '';
      },
    ],
    [
      'amount_differs',
      async () => {
        const invoice = await clinic.paid();
        const intent = await clinic.harness.stripe.charges.retrieve(invoice.chargeId);
        const forged = paymentEvents({
          invoiceId: invoice.id,
          amountCents: 90_00,
          paymentIntentId: String(intent.payment_intent),
        }).chargeSucceeded;
        Object.assign(forged.data.object, { id: invoice.chargeId });
        await withoutLookups(clinic.app, ['paymentMoney'], () => clinic.receive(forged));
        return invoice.chargeId;
      },
    ],
    [
      'refund_outside',
      async () => {
        const invoice = await clinic.paid();
        const { refund } = await clinic.harness.control<{ refund: { id: string } }>(
          'POST',
          `/charges/${invoice.chargeId}/refund`,
          { amount: 5_00 },
        );
        await clinic.sync();
        return refund.id;
      },
    ],
  ])('is classified: %s', async (of, inject) => {
    const object = await inject();
    await clinic.sync();
    await compare();
    expect(await breakOf(object)).toMatchObject({ class: of, next_step: expect.stringMatching(/\.$/) });
    await compare();
    expect((await report()).breaks.filter((each) => each.object === object)).toHaveLength(1);
  });

  test('fee_missing: a charge that Stripe has not settled after an hour, until it does', async () => {
    await clinic.harness.control('POST', '/settings', { capture_seconds: 7200 });
    const invoice = await clinic.paid();
    await clinic.sync();
    await compare();
    expect(await breakOf(invoice.chargeId)).toBeUndefined();
    await clinic.harness.control('POST', '/clock', { advance_seconds: 5400 });
    clinic.at(new Date(Date.now() + 5_400_000));
    await compare();
    expect(await breakOf(invoice.chargeId)).toMatchObject({ class: 'fee_missing' });
    await clinic.harness.control('POST', '/clock', { advance_seconds: 3600 });
    await compare();
    expect(await breakOf(invoice.chargeId)).toBeUndefined();
    await clinic.harness.control('POST', '/settings', { capture_seconds: 0 });
    await clinic.harness.control('POST', '/clock', { advance_seconds: -9000 });
    clinic.at(new Date());
  });

  test('amount_differs: a refund that failed here and not at Stripe, also long after it was made', async () => {
    const invoice = await clinic.paid();
    const refund = await clinic.harness.stripe.refunds.create({ charge: invoice.chargeId, amount: 5_00 });
    await clinic.sync();
    // Stripe does not answer, so that the event is believed as it came.
    await withoutLookups(clinic.app, ['refundsOf'], () =>
      clinic.receive({
        ...{ id: 'evt_failed_here', object: 'event', type: 'refund.failed', livemode: false },
        ...{ created: Math.floor(Date.now() / 1000), data: { object: { ...refund, status: 'failed' } } },
      }),
    );
    expect(await clinic.rows('select status from refunds where stripe_refund_id = $1', [refund.id])).toEqual([
      { status: 'failed' },
    ]);
    // No difference is open and no comparison lists what is so old.
    await clinic.rows(`update reconciliation_breaks set resolved_at = now() where resolved_at is null`);
    await compareLater(20);
    await clinic.rows(`update reconciliation_breaks set resolved_at = now() where resolved_at is null`);
    await compareLater(20);
    const found = await clinic.rows(
      `select class, detail from reconciliation_breaks where object = $1 and resolved_at is null`,
      [refund.id],
    );
    expect(found).toEqual([{ class: 'amount_differs', detail: 'failed here, succeeded at Stripe' }]);
    clinic.at(new Date());
  });

  test('is accepted with a note, once, and not raised again', async () => {
    const invoice = await clinic.paid();
    const { refund } = await clinic.harness.control<{ refund: { id: string } }>(
      'POST',
      `/charges/${invoice.chargeId}/refund`,
      { amount: 5_00 },
    );
    await clinic.sync();
    await compare();
    const { id = '' } = (await breakOf(refund.id)) ?? {};
    const accept = () => acceptDiscrepancy(clinic.app, id, 'agreed on the phone', clinic.admin);
    await accept();
    await compare();
    expect(await breakOf(refund.id)).toMatchObject({ accepted_note: 'agreed on the phone' });
    expect(
      await clinic.rows(`select 1 from reconciliation_breaks where object = $1`, [refund.id]),
    ).toHaveLength(1);
    await expect(accept()).rejects.toMatchObject({ code: 'break_settled' });
  });
});

describe('the report', () => {
  test('ties each payout to its parts and counts each day', async () => {
    const invoice = await clinic.paid({ lines: [line(900_00)] }, '4000000000000077');
    await clinic.sync();
    const { payout } = await clinic.harness.control<{ payout: { id: string; amount: number } }>(
      'POST',
      '/payouts',
    );
    await clinic.sync();
    await compare();
    const { payouts, days, last_run: run } = await report();
    const shown = payouts.find((each) => each.stripe_payout_id === payout.id);
    expect(shown).toMatchObject({ matches: true, parts_cents: payout.amount, status: 'paid' });
    expect(shown?.parts).toContainEqual(
      expect.objectContaining({
        source: invoice.chargeId,
        fee_cents: 26_40,
        matches: true,
        invoice_id: invoice.id,
      }),
    );
    expect(days[0]?.matched).toBeGreaterThan(0);
    expect(run).toMatchObject({ state: 'done' });
  });
});

describe('a run', () => {
  test('is one at a time, and goes on after Stripe was away', async () => {
    const asked = await Promise.all(
      Array.from({ length: 5 }, () => scheduleReconciliation(clinic.app, bySystem('test'))),
    );
    expect(new Set(asked.map((run) => run.id)).size).toBe(1);
    await clinic.harness.control('POST', '/faults', { mode: 'reset', times: 2, path: '/v1/events' });
    await clinic.work();
    const id = asked[0]?.id ?? '';
    expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({
      state: 'waiting',
      last_error: expect.stringContaining('StripeFailure'),
    });
    expect(await compare()).toBeDefined();
    expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({ state: 'done' });
  });

  test('that is asked for while another runs comes after it, because that one has listed already', async () => {
    const books = clinic.app.db.read.reconciliation;
    const running = await scheduleReconciliation(clinic.app, bySystem('test'));
    expect(await books.begin(running.id)).toBe(true);
    const next = await scheduleReconciliation(clinic.app, bySystem('test'));
    expect(next.id).not.toBe(running.id);
    await clinic.work();
    expect(await books.run(next.id)).toMatchObject({ state: 'waiting' });
    await books.finish(running.id, {});
    await clinic.rows(`update outbox set due_at = now() where topic = 'reconcile' and state = 'pending'`);
    await clinic.work();
    expect(await books.run(next.id)).toMatchObject({ state: 'done' });
  });

  test('whose process ended is taken over a minute later, and books what it had not', async () => {
    const { id: invoiceId } = await clinic.paid();
    await clinic.lose();
    const { id } = await scheduleReconciliation(clinic.app, bySystem('test'));
    const [work] = await clinic.rows<{ id: string }>(
      `select id from outbox where topic = 'reconcile' and subject_id = $1`,
      [id],
    );
    // As the process left it: claimed, begun, and then silent.
    await clinic.app.db.read.outbox.claim(work?.id ?? '', 60);
    await clinic.app.db.read.reconciliation.begin(id);
    await clinic.rows(`update outbox set due_at = now() where id = $1`, [work?.id]);
    await clinic.work();
    expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({ state: 'running' });
    await clinic.rows(`update outbox set due_at = now() where id = $1`, [work?.id]);
    await clinic.rows(
      `update reconciliation_runs set seen_alive_at = now() - interval '61 seconds' where id = $1`,
      [id],
    );
    await clinic.work();
    expect(await clinic.app.db.read.reconciliation.run(id)).toMatchObject({ state: 'done' });
    expect(await clinic.invoice(invoiceId)).toMatchObject({ status: 'paid' });
  });
});
