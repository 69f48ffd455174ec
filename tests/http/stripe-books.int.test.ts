/** Stripe's side of the books over HTTP: who may ask and decide, what is refused, and one refund per Idempotency-Key. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { readConfig } from '../../functions/config.ts';
import { storeAndApplyEvent } from '../support/apply-event.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';
import { paymentEvents } from '../support/stripe-events.ts';

let service: Service;
let app: ReturnType<typeof createApp>;
let admin: string;
let clerk: string;
let patientId: string;

beforeAll(async () => {
  service = await startService();
  app = createApp(readConfig(process.env));
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  patientId = (await post('/patients', { name: 'Ana Pérez' })).body.id;
});
afterAll(async () => {
  await app.close();
  await service.stop();
});

type Body = Record<string, unknown> & {
  id: string;
  code: string;
  data: { id: string; status: string }[];
};
type Options = { token?: string | undefined; json?: object; key?: string };
async function call(method: string, path: string, { token, json, key }: Options) {
  const answer = await service.call(method, path, {
    ...(token !== undefined && { token }),
    ...(json && { json }),
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });
  return { status: answer.status, body: answer.body as Body };
}
const post = (path: string, json: object, options: Options = {}) =>
  call('POST', path, { token: clerk, ...options, json });
const get = (path: string) => call('GET', path, { token: clerk });

/** A payment of $100 that Stripe has reported. */
async function paid(): Promise<string> {
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const { body: invoice } = await post('/invoices', { patient_id: patientId, due_date: '2037-12-31', items });
  await post(`/invoices/${invoice.id}/issue`, {});
  const { chargeSucceeded } = paymentEvents({ invoiceId: invoice.id, amountCents: 100_00 });
  await storeAndApplyEvent(app, chargeSucceeded);
  const { body } = await get(`/invoices/${invoice.id}/payments`);
  return body.data[0]?.id ?? '';
}
const input = { reason: 'duplicate', effect: 'reopen' };

describe('POST /payments/{payment_id}/refund', () => {
  test('asks for a refund, once per Idempotency-Key', async () => {
    const payment = await paid();
    const path = `/payments/${payment}/refund`;
    const json = { ...input, amount_cents: 40_00, note: 'paid twice' };
    const [one, two] = await Promise.all([
      post(path, json, { key: 'refund-once' }),
      post(path, json, { key: 'refund-once' }),
    ]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(two.body.id).toBe(one.body.id);
    expect(one.body).toMatchObject({
      payment_id: payment,
      amount_cents: 40_00,
      status: 'requested',
      note: 'paid twice',
      warning: null,
      outside_approval: false,
    });
    expect(await post(path, { ...json, amount_cents: 1 }, { key: 'refund-once' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    const { body } = await get(`/refunds?payment_id=${payment}`);
    expect(body.data).toHaveLength(1);
  });

  test('warns that "fraudulent" blocks the payer', async () => {
    const { body } = await post(`/payments/${await paid()}/refund`, { ...input, reason: 'fraudulent' });
    expect(body.warning).toContain('block');
  });

  test.each([
    [{ amount_cents: 0 }, 400, 'validation_failed'],
    [{ amount_cents: -5 }, 400, 'validation_failed'],
    [{ amount_cents: 1.5 }, 400, 'validation_failed'],
    [{ amount_cents: '10' }, 400, 'validation_failed'],
    [{ reason: 'because' }, 400, 'validation_failed'],
    [{ effect: 'none' }, 400, 'validation_failed'],
    [{ extra: true }, 400, 'validation_failed'],
    [{ amount_cents: 100_01 }, 422, 'refund_above_payment'],
  ])('refuses %o with %i %s', async (change, status, code) => {
    const answer = await post(`/payments/${await paid()}/refund`, { ...input, ...change });
    expect(answer).toMatchObject({ status, body: { code } });
  });

  test('refuses strangers, unknown payments and cash', async () => {
    const payment = await paid();
    expect((await call('POST', `/payments/${payment}/refund`, { json: input })).status).toBe(401);
    const unknownId = '00000000-0000-4000-8000-000000000000';
    expect(await post(`/payments/${unknownId}/refund`, input)).toMatchObject({
      status: 404,
      body: { code: 'payment_unknown' },
    });
    const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 50_00 }];
    const { body: invoice } = await post('/invoices', {
      patient_id: patientId,
      due_date: '2037-12-31',
      items,
    });
    await post(`/invoices/${invoice.id}/issue`, {});
    const { body: cash } = await post(`/invoices/${invoice.id}/payments`, {
      amount_cents: 50_00,
      method: 'cash',
    });
    expect(await post(`/payments/${cash.id}/refund`, input)).toMatchObject({
      status: 409,
      body: { code: 'payment_not_online' },
    });
  });
});

describe('what a payment and its invoice show', () => {
  test('how much can be refunded, and why nothing can', async () => {
    const payment = await paid();
    const read = async () => (await get(`/payments/${payment}`)).body;
    expect(await read()).toMatchObject({ refundable_cents: 100_00, not_refundable: null, fee_cents: null });
    await post(`/payments/${payment}/refund`, { ...input, amount_cents: 40_00 });
    expect(await read()).toMatchObject({ refundable_cents: 60_00, not_refundable: null });
    await post(`/payments/${payment}/refund`, input);
    expect(await read()).toMatchObject({
      refundable_cents: 0,
      not_refundable: { code: 'nothing_to_refund', detail: expect.any(String) },
    });
  });

  test('what was done to the invoice and its payments, without who looked', async () => {
    const payment = await paid();
    await post(`/payments/${payment}/refund`, input);
    const { body } = await get(`/payments/${payment}`);
    const timeline = await get(`/invoices/${body.invoice_id}/timeline`);
    const what = (timeline.body.data as unknown as { what: string }[]).map((event) => event.what);
    expect(what).toEqual(['create_invoice', 'issue_invoice', 'mark_paid', 'request_refund']);
    const unknownId = '00000000-0000-4000-8000-000000000000';
    expect((await get(`/invoices/${unknownId}/timeline`)).status).toBe(404);
  });

  test('the payments of one patient', async () => {
    const payment = await paid();
    const found = await get(`/payments?patient_id=${patientId}&limit=100`);
    expect(found.body.data.map(({ id }) => id)).toContain(payment);
    const other = (await post('/patients', { name: 'No one Else' })).body.id;
    expect((await get(`/payments?patient_id=${other}`)).body.data).toEqual([]);
  });

  test('how many refunds wait for an admin', async () => {
    const waiting = async () =>
      ((await get('/dashboard')).body.attention as { requested_refunds: number }).requested_refunds;
    const before = await waiting();
    await post(`/payments/${await paid()}/refund`, input);
    expect(await waiting()).toBe(before + 1);
  });
});

describe('deciding', () => {
  test('is for an admin who did not ask', async () => {
    const { body: asked } = await post(`/payments/${await paid()}/refund`, input);
    expect((await post(`/refunds/${asked.id}/approve`, {})).status).toBe(403);
    const approved = await post(`/refunds/${asked.id}/approve`, {}, { token: admin, key: 'approve-once' });
    expect(approved).toMatchObject({
      status: 200,
      body: { status: 'approved', decided_by_name: 'Ada Admin' },
    });
    const again = await post(`/refunds/${asked.id}/approve`, {}, { token: admin, key: 'approve-once' });
    expect(again).toMatchObject({ status: 200, body: { id: asked.id } });
    expect(await post(`/refunds/${asked.id}/reject`, { reason: 'late' }, { token: admin })).toMatchObject({
      status: 409,
      body: { code: 'refund_not_requested' },
    });
  });

  test('one’s own request is refused, and rejecting needs a reason', async () => {
    const { body: own } = await post(`/payments/${await paid()}/refund`, input, { token: admin });
    expect(await post(`/refunds/${own.id}/approve`, {}, { token: admin })).toMatchObject({
      status: 403,
      body: { code: 'refund_own_request' },
    });
    expect((await post(`/refunds/${own.id}/reject`, {}, { token: admin })).status).toBe(400);
    expect(await post(`/refunds/${own.id}/reject`, { reason: 'not ours' }, { token: admin })).toMatchObject({
      status: 200,
      body: { status: 'rejected', decision_reason: 'not ours' },
    });
  });

  test('lists page by keyset and filter by status', async () => {
    const first = await get('/refunds?limit=2');
    const rest = await get(`/refunds?limit=100&cursor=${first.body.next_cursor}`);
    const ids = [...first.body.data, ...rest.body.data].map((refund) => refund.id);
    expect(new Set(ids).size).toBe(ids.length);
    const rejected = await get('/refunds?status=rejected');
    expect(rejected.body.data.map((refund) => refund.status)).toEqual(['rejected']);
  });
});

describe('reconciliation', () => {
  test('is asked for by staff and answers the run, which one at a time may be', async () => {
    const [one, two] = [await post('/reconciliation/run', {}), await post('/reconciliation/run', {})];
    expect([one.status, two.status]).toEqual([202, 202]);
    expect(two.body.id).toBe(one.body.id);
    expect(await get(`/reconciliation/runs/${one.body.id}`)).toMatchObject({
      status: 200,
      body: { state: 'waiting' },
    });
    const runs = await get('/reconciliation/runs?limit=1');
    expect(runs.body).toMatchObject({ data: [{ id: one.body.id }], next_cursor: null });
  });

  test('reports what matches between two days', async () => {
    const { status, body } = await get('/reconciliation?from=2026-11-01&to=2026-11-30');
    expect(status).toBe(200);
    expect(body).toMatchObject({ from: '2026-11-01', to: '2026-11-30', payouts: [], breaks: [] });
  });

  test.each([
    ['/reconciliation', 400],
    ['/reconciliation?from=yesterday&to=2026-11-30', 400],
    ['/reconciliation?from=2026-11-30&to=2026-11-01', 400],
    ['/reconciliation?from=2020-01-01&to=2026-11-01', 400],
    ['/reconciliation/runs/00000000-0000-4000-8000-000000000000', 404],
  ])('GET %s answers %i', async (path, status) => {
    expect((await get(path)).status).toBe(status);
  });

  test('a difference is accepted by an admin only', async () => {
    const path = '/reconciliation/breaks/00000000-0000-4000-8000-000000000000/accept';
    expect((await post(path, { note: 'seen' })).status).toBe(403);
    expect(await post(path, { note: 'seen' }, { token: admin })).toMatchObject({
      status: 404,
      body: { code: 'break_unknown' },
    });
  });
});

describe('disputes', () => {
  test('are listed for staff and decided by an admin only', async () => {
    expect(await get('/disputes?stage=needs_response')).toMatchObject({
      status: 200,
      body: { data: [], next_cursor: null },
    });
    const path = '/disputes/00000000-0000-4000-8000-000000000000';
    expect((await post(`${path}/decide`, { outcome: 'absorb' })).status).toBe(403);
    expect((await post(`${path}/decide`, { outcome: 'absorb' }, { token: admin })).status).toBe(404);
    expect((await get(path)).status).toBe(404);
  });
});
