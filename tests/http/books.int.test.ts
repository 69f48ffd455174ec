/** The clinic's side of the books over HTTP: roles, shapes, and one booking per Idempotency-Key. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let admin: string;
let clerk: string;
let patientId: string;

beforeAll(async () => {
  service = await startService();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  patientId = (await post('/patients', { name: 'Ana Pérez' })).body.id;
});
afterAll(() => service.stop());

type Body = Record<string, never> & { id: string; code: string };
type Options = { token?: string; json?: object; key?: string };
async function call(method: string, path: string, { token = clerk, json, key }: Options = {}) {
  const answer = await service.call(method, path, {
    token,
    ...(json && { json }),
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });
  return { status: answer.status, body: answer.body as Body };
}
const post = (path: string, json: object, options: Options = {}) => call('POST', path, { ...options, json });
const get = (path: string, token = clerk) => call('GET', path, { token });

async function issued(of = patientId): Promise<string> {
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const { body } = await post('/invoices', { patient_id: of, due_date: '2037-12-31', items });
  await post(`/invoices/${body.id}/issue`, {});
  return body.id;
}

describe('an Idempotency-Key makes one booking of two requests', () => {
  test.each<[string, string, object]>([
    ['a payment', 'payments', { amount_cents: 10_00, method: 'cash' }],
    ['a credit note', 'credit-notes', { amount_cents: 10_00, reason: 'not given' }],
    ['a write-off', 'write-off', { amount_cents: 10_00, reason: 'too small' }],
  ])('%s', async (_, path, json) => {
    const id = await issued();
    const key = `once-${path}`;
    const [one, two] = await Promise.all([
      post(`/invoices/${id}/${path}`, json, { token: admin, key }),
      post(`/invoices/${id}/${path}`, json, { token: admin, key }),
    ]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.body.id).toBe(one.body.id);
    expect((await get(`/invoices/${id}`)).body).toMatchObject({ balance_cents: 90_00 });
    const other = await post(`/invoices/${id}/${path}`, { ...json, amount_cents: 1 }, { token: admin, key });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });
});

test('a payment is recorded by a clerk and reversed by an admin only', async () => {
  const id = await issued();
  const paid = await post(`/invoices/${id}/payments`, {
    amount_cents: 100_00,
    method: 'cheque',
    reference: '4711',
  });
  expect(paid).toMatchObject({
    status: 201,
    body: {
      method: 'cheque',
      reference: '4711',
      receipt_number: expect.stringMatching(/^CLINIC-R-\d{6}-\d{4}$/),
      invoice_id: id,
      patient_name: 'Ana Pérez',
    },
  });
  const reversal = `/payments/${paid.body.id}/reverse`;
  expect((await post(reversal, { reason: 'wrong invoice' })).status).toBe(403);
  expect(await post(reversal, { reason: 'wrong invoice' }, { token: admin })).toMatchObject({
    status: 200,
    body: { reversed_at: expect.any(String), reversal_reason: 'wrong invoice' },
  });
  expect((await get(`/invoices/${id}`)).body).toMatchObject({ status: 'issued', balance_cents: 100_00 });
  expect((await get(`/payments/${paid.body.id}`)).body).toMatchObject({
    timeline: expect.arrayContaining([expect.objectContaining({ what: 'payment_reversal' })]),
  });
  expect((await get('/payments?status=reversed')).body).toMatchObject({ data: [{ id: paid.body.id }] });
});

test('a due date moves, a write-off is the admin’s, and both can be read again', async () => {
  const id = await issued();
  const moved = await post(`/invoices/${id}/due-date`, { due_date: '2028-01-31', reason: 'asked for time' });
  expect(moved).toMatchObject({ status: 200, body: { due_date: '2028-01-31' } });
  expect((await get(`/invoices/${id}/due-dates`)).body).toMatchObject({
    data: [{ from_date: '2037-12-31', reason: 'asked for time' }],
  });
  expect((await post(`/invoices/${id}/write-off`, { reason: 'gone' })).status).toBe(403);
  await post(`/invoices/${id}/write-off`, { reason: 'gone' }, { token: admin });
  expect((await get(`/invoices/${id}`)).body).toMatchObject({ status: 'paid' });
  const back = await post(`/invoices/${id}/write-off/reverse`, { reason: 'found' }, { token: admin });
  expect(back).toMatchObject({ status: 201, body: { amount_cents: 100_00 } });
  await post(`/invoices/${id}/credit-notes`, { amount_cents: 5_00, reason: 'sorry' });
  expect((await get(`/invoices/${id}/credit-notes`)).body).toMatchObject({ data: [{ owed_cents: 5_00 }] });
});

test('clerks credit up to the clinic’s limit of one invoice, all notes together; an admin issues more', async () => {
  const limit = (cents: number) =>
    service.call('PATCH', '/settings', {
      token: admin,
      json: { security: { clerk_credit_note_cents: cents } },
    });
  await limit(30_00);
  const id = await issued((await post('/patients', { name: 'Luis Soto' })).body.id);
  const credit = (amount_cents: number, token = clerk) =>
    post(`/invoices/${id}/credit-notes`, { amount_cents, reason: 'sorry' }, { token });
  expect(await credit(30_01)).toMatchObject({ status: 403, body: { code: 'credit_note_needs_admin' } });
  expect((await credit(20_00)).status).toBe(201);
  const refused = await credit(10_01);
  expect(refused).toMatchObject({ status: 403, body: { code: 'credit_note_needs_admin' } });
  expect(refused.body.detail).toContain('Request the approval of an admin');
  expect((await credit(15_00, admin)).status).toBe(201);
  expect((await credit(10_00)).status).toBe(201);
  expect((await credit(55_00, admin)).status).toBe(201);
  const owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  const forced = owner.query(
    `insert into credit_notes (number, invoice_id, currency, amount_cents, tax_cents, owed_cents, to_credit_cents, reason, staff_id, issued_at)
     select 'CN-x', $1, 'usd', 1, 0, 1, 0, 'x', id, now() from staff where email = $2`,
    [id, CLERK.email],
  );
  await expect(forced).rejects.toThrow('clerks credit at most 3000 without approval');
  await owner.end();
  await limit(500_00);
});

test('credit is listed, applied by a clerk and paid out by an admin', async () => {
  const first = await issued();
  await post(`/invoices/${first}/payments`, { amount_cents: 150_00, method: 'cash' });
  expect((await get('/credits')).body).toMatchObject({
    data: [{ patient_id: patientId, credit_cents: 50_00 }],
  });
  const second = await issued();
  const applied = await post(`/patients/${patientId}/credit/apply`, {
    invoice_id: second,
    amount_cents: 20_00,
  });
  expect(applied).toMatchObject({ status: 201, body: { kind: 'applied', invoice_id: second } });
  const payOut = { amount_cents: 30_00, method: 'cash', reference: 'drawer' };
  const path = `/patients/${patientId}/credit/refund-offline`;
  expect((await post(path, payOut)).status).toBe(403);
  expect(await post(path, payOut, { token: admin })).toMatchObject({
    status: 201,
    body: { kind: 'refunded' },
  });
  expect((await get(`/patients/${patientId}/balance`)).body).toMatchObject({
    balances: [{ credit_cents: 0 }],
  });
});

test('the books are read: ledger, statement, ageing, balances and the certificate', async () => {
  const id = await issued();
  const ledger = (await get(`/ledger?invoice_id=${id}`)).body as unknown as {
    data: unknown[];
    trial_balance: { balance_cents: number }[];
  };
  expect(ledger.data).toHaveLength(2);
  expect(ledger.trial_balance.reduce((sum, row) => sum + row.balance_cents, 0)).toBe(0);
  const statement = (await get(`/patients/${patientId}/statement`)).body as unknown as {
    content_hash: string;
    closing: { balance_cents: number };
  };
  expect(statement.content_hash).toMatch(/^[0-9a-f]{64}$/);
  const ageing = (await get('/reports/ageing')).body as unknown as Record<string, number>;
  expect(ageing.total_cents).toBe(ageing.receivable_cents);
  expect(statement.closing.balance_cents).toBe(ageing.total_cents);
  expect((await get(`/invoices/${id}/balance?as_of=2020-01-01`)).body).toMatchObject({ balance_cents: 0 });
  const month = new Date().toISOString().slice(0, 7);
  expect((await get(`/numbers/${month}/certificate?kind=receipt`)).body).toMatchObject({ gapless: true });
  expect((await get('/reports/ageing?as_of=yesterday')).status).toBe(400);
  expect((await get('/numbers/202613/certificate')).status).toBe(400);
});

test.each([
  ['payments', { amount_cents: 0, method: 'cash' }],
  ['payments', { amount_cents: -1, method: 'cash' }],
  ['payments', { amount_cents: 0.5, method: 'cash' }],
  ['payments', { amount_cents: 1, method: 'card' }],
  ['payments', { amount_cents: 1, method: 'cash', received_on: '2026-02-30' }],
  ['payments', { amount_cents: 1, method: 'cash', currency: 'eur' }],
  ['credit-notes', { reason: 'neither' }],
  ['credit-notes', { amount_cents: 1 }],
  ['write-off', { amount_cents: 1, reason: '  ' }],
  ['due-date', { due_date: '2026-13-01', reason: 'no such day' }],
])('%s refuse %o', async (path, json) => {
  const id = await issued();
  expect(await post(`/invoices/${id}/${path}`, json, { token: admin })).toMatchObject({
    status: 400,
    body: { code: 'validation_failed' },
  });
  expect((await get(`/invoices/${id}`)).body).toMatchObject({ balance_cents: 100_00 });
});

test('events of Stripe are listed, and only a quarantined one is tried again, by an admin', async () => {
  expect((await get('/stripe-events?state=quarantined')).body).toMatchObject({ data: [] });
  expect((await post('/stripe-events/evt_unknown/replay', {}, { token: admin })).status).toBe(404);
  expect((await post('/stripe-events/evt_unknown/replay', {})).status).toBe(403);
});
