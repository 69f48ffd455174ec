/** One search: people by whatever is known of them, documents and money by number, amount and Stripe's ids. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Found } from '../../functions/contracts/search.ts';
import { CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let owner: pg.Client;
let token: string;
let patient: { id: string };
let invoice: { id: string; invoice_number: string };
let receipt: { id: string; receipt_number: string };
let creditNote: { id: string; number: string };

beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  token = await service.signIn(CLERK.email, CLERK.password);
  patient = await post('/patients', {
    name: 'Zoë Quillon',
    email: 'zoe.quillon@patients.example',
    phone: '(212) 555-0187',
    dob: '1984-03-05',
  });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 125_50 }];
  const draft = await post<{ id: string }>('/invoices', {
    patient_id: patient.id,
    due_date: '2199-12-31',
    items,
  });
  invoice = await post(`/invoices/${draft.id}/issue`, { notify: [] });
  receipt = await post(`/invoices/${draft.id}/payments`, { amount_cents: 25_50, method: 'cash' });
  const lines = await service.call('GET', `/invoices/${draft.id}`, { token });
  const [line] = (lines.body as { items: { id: string }[] }).items;
  creditNote = await post(`/invoices/${draft.id}/credit-notes`, {
    reason: 'Too much was billed.',
    lines: [{ invoice_item_id: line?.id, amount_cents: 10_00 }],
  });
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

async function post<T>(path: string, json: object): Promise<T> {
  const headers = { 'idempotency-key': randomUUID() };
  const answer = await service.call('POST', path, { token, json, headers });
  expect(answer.status, `${path}: ${answer.text}`).toBeLessThan(300);
  return answer.body as T;
}

async function find(text: string, requestId = randomUUID()): Promise<Found> {
  const headers = { 'search-text': encodeURIComponent(text), 'x-request-id': requestId };
  const answer = await service.call('GET', '/search', { token, headers });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as Found;
}

test.each([
  'Quillon Zoe',
  'zoë',
  'zoe.quillon@patients.example',
  '@patients.example',
  '212 555 0187',
  '0187',
  '1984-03-05',
  '3/5/1984',
])('a patient is found by %s', async (text) => {
  expect((await find(text)).patients).toEqual([
    {
      id: patient.id,
      name: 'Zoë Quillon',
      email: 'zoe.quillon@patients.example',
      phone: '+12125550187',
      dob: '1984-03-05',
    },
  ]);
});

test('an invoice is found by its whole number, by its beginning, and by its last part alone', async () => {
  const { invoice_number: number } = invoice;
  const ids = async (text: string) => (await find(text)).invoices.map(({ id }) => id);
  expect(await ids(number)).toEqual([invoice.id]);
  expect(await ids(number.toLowerCase())).toEqual([invoice.id]);
  expect(await ids(number.slice('CLINIC-'.length, -2))).toEqual([invoice.id]);
  expect(await ids(String(Number(number.slice(-4))).padStart(2, '0'))).toEqual([invoice.id]);
});

test('a receipt and a credit note are found by their numbers, with the invoice they belong to', async () => {
  expect(await find(receipt.receipt_number)).toMatchObject({
    invoices: [],
    payments: [{ id: receipt.id, amount_cents: 25_50, invoice_id: invoice.id, patient_name: 'Zoë Quillon' }],
  });
  expect(await find(creditNote.number.slice('CLINIC-'.length))).toMatchObject({
    payments: [],
    credit_notes: [{ number: creditNote.number, amount_cents: 10_00, invoice_id: invoice.id }],
  });
});

test('an amount finds the total, the balance, the payment and the credit note', async () => {
  expect((await find('125.50')).invoices).toMatchObject([{ id: invoice.id, total_amount_cents: 125_50 }]);
  expect((await find('$90')).invoices).toMatchObject([{ id: invoice.id, balance_cents: 90_00 }]);
  expect((await find('25.5')).payments).toMatchObject([{ id: receipt.id }]);
  expect((await find('10.00')).credit_notes).toMatchObject([{ number: creditNote.number }]);
  expect((await find('125.51')).invoices).toEqual([]);
});

test('ids of Stripe find the payment, the invoice and the refund', async () => {
  const client = new pg.Client({ connectionString: service.ownerUrl });
  await client.connect();
  await client.query('begin');
  await client.query(
    `insert into payments (invoice_id, stripe_payment_id, stripe_charge_id, amount_cents, currency, status, method, received_at)
     values ($1, 'pi_3Quillon', 'ch_3Quillon', 100, 'usd', 'failed', 'card', now())`,
    [invoice.id],
  );
  await client.query(
    `insert into checkout_sessions (invoice_id, currency, amount_cents, kind, state, idempotency_key, request, stripe_id)
     values ($1, 'usd', 100, 'checkout_session', 'expired', 'k-quillon', '{}', 'cs_test_Quillon')`,
    [invoice.id],
  );
  await client.query('commit');
  await client.end();
  for (const id of ['pi_3Quillon', 'ch_3Quillon'])
    expect((await find(id)).payments).toMatchObject([{ invoice_id: invoice.id, amount_cents: 100 }]);
  expect((await find('cs_test_Quillon')).invoices).toMatchObject([{ id: invoice.id }]);
  expect(await find('re_3Unknown')).toEqual({
    patients: [],
    invoices: [],
    payments: [],
    credit_notes: [],
    refunds: [],
  });
});

test('a search is recorded once, with what it showed and without what was typed', async () => {
  const requestId = randomUUID();
  await find('Quillon', requestId);
  const { rows } = await owner.query('select action, details from audit_logs where request_id = $1', [
    requestId,
  ]);
  expect(rows).toEqual([
    {
      action: 'read_search',
      details: { operation: 'search-find', filter: { query: '(7 characters)' }, ids: [patient.id] },
    },
  ]);
});

test.each(['', 'a', ' b '])('“%s” is too short', async (text) => {
  const headers = { 'search-text': encodeURIComponent(text) };
  const answer = await service.call('GET', '/search', { token, headers });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ errors: [{ path: 'query' }] });
});

test('% and _ mean themselves', async () => {
  expect((await find('%%')).patients).toEqual([]);
  expect((await find('__')).patients).toEqual([]);
});
