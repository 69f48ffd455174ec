/** Lists as files: every row of the screen’s filter, amounts as decimals, the clinic’s clock, and a row in the audit. */

import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let owner: pg.Client;
let clerk: string;

beforeAll(async () => {
  service = await startService({ CLINIC_TIME_ZONE: 'America/New_York' });
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

async function post(path: string, json: object): Promise<{ id: string } & Record<string, string>> {
  const answer = await service.call('POST', path, {
    token: clerk,
    json,
    headers: { 'idempotency-key': randomUUID() },
  });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
}

const patientNamed = (name: string) => post('/patients', { name });

async function issued(patientId: string, currency = 'usd', unit_price_cents = 100_00) {
  const draft = await post('/invoices', {
    patient_id: patientId,
    due_date: '2037-12-31',
    currency,
    items: [
      { description: 'Consultation', quantity: 1, unit_price_cents },
      { description: 'Follow-up', quantity: 1.5, unit_price_cents: 1_000, tax_cents: 7 },
    ],
  });
  return post(`/invoices/${draft.id}/issue`, {});
}

async function rowsOf(path: string): Promise<Record<string, string>[]> {
  const answer = await service.call('GET', `/exports/${path}`, { token: clerk });
  expect(answer.status, answer.text).toBe(200);
  return parse(answer.text, { columns: true, bom: true });
}

test('a file is CSV in UTF-8 with a mark for Excel, under its own name', async () => {
  const answer = await fetchBytes('invoices');
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="invoices.csv"');
  expect([...answer.bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
});

async function fetchBytes(list: string) {
  await service.call('GET', `/exports/${list}`, { token: clerk });
  const response = await fetch(`${service.host.url}/api/v1/exports/${list}`, {
    headers: { authorization: `Bearer ${clerk}` },
  });
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('a fresh proof is asked for, and a file of another question than the screen’s is refused', async () => {
  await owner.query('update sessions set stepped_up_at = null');
  const unproven = await service.call('GET', '/exports/patients', { token: clerk, unproven: true });
  expect(unproven.body).toMatchObject({ status: 403, code: 'step_up_needed' });
  const odd = await service.call('GET', '/exports/invoices?status=unheard', { token: clerk });
  expect(odd).toMatchObject({ status: 400, body: { errors: [{ path: 'status' }] } });
  const paged = await service.call('GET', '/exports/invoices?limit=5', { token: clerk });
  expect(paged.status).toBe(400);
});

test('the export is in the audit with its filter, and never what was typed of a person', async () => {
  const requestId = randomUUID();
  await service.call('GET', '/exports/payments?status=failed&query=Quillon', {
    token: clerk,
    headers: { 'x-request-id': requestId },
  });
  const { rows } = await owner.query('select action, details from audit_logs where request_id = $1', [
    requestId,
  ]);
  expect(rows).toContainEqual({
    action: 'export_payment',
    details: { operation: 'exports-payments', filter: { status: 'failed', query: '(7 characters)' } },
  });
});

describe('of one patient', () => {
  let patient: string;
  let invoice: Awaited<ReturnType<typeof issued>>;
  beforeAll(async () => {
    patient = (await patientNamed('=Ana "the first", Pérez')).id;
    invoice = await issued(patient);
    await post(`/invoices/${invoice.id}/payments`, { amount_cents: 40_05, method: 'cash' });
    await post(`/invoices/${invoice.id}/credit-notes`, { amount_cents: 10_00, reason: 'not given' });
  });

  test('invoices have decimals, the clinic’s clock with its offset, and no formula', async () => {
    const rows = await rowsOf(`invoices?patient_id=${patient}`);
    expect(rows).toEqual([
      expect.objectContaining({
        id: invoice.id,
        patient_name: `'=Ana "the first", Pérez`,
        currency: 'usd',
        total_amount: '115.07',
        balance: '65.02',
        issued_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[45]:00$/),
      }),
    ]);
    expect(await rowsOf(`invoices?patient_id=${patient}&status=paid`)).toEqual([]);
  });

  test('lines come to the total of their invoice', async () => {
    const rows = await rowsOf(`lines?patient_id=${patient}`);
    expect(
      rows.map(({ line, description, quantity, tax, total }) => [line, description, quantity, tax, total]),
    ).toEqual([
      ['1', 'Consultation', '1', '0.00', '100.00'],
      ['2', 'Follow-up', '1.5', '0.07', '15.07'],
    ]);
  });

  test('payments, credit notes and the statement come to the balance', async () => {
    expect(await rowsOf(`payments?patient_id=${patient}`)).toMatchObject([
      { amount: '40.05', method: 'cash' },
    ]);
    expect(await rowsOf(`credit-notes?patient_id=${patient}`)).toMatchObject([
      { amount: '10.00', reason: 'not given', invoice_number: invoice.invoice_number },
    ]);
    const statement = await rowsOf(`patients/${patient}/statement`);
    expect(statement.at(-1)).toMatchObject({ kind: 'closing', balance: '65.02' });
    const moved = statement.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
    expect(moved).toBe(65_02);
    expect(statement.map(({ amount }) => amount)).toContain('-40.05');
  });

  test('the ledger’s entries sum to nothing, and the patient’s row shows the balance', async () => {
    const entries = await rowsOf(`ledger?invoice_id=${invoice.id}`);
    expect(entries.length).toBeGreaterThan(4);
    expect(entries.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0)).toBe(0);
    const found = await rowsOf('patients?query=P%C3%A9rez');
    expect(found).toMatchObject([{ id: patient, balance: '65.02', currency: 'usd' }]);
  });

  test('aging ends with the sum of all', async () => {
    const rows = await rowsOf('ageing');
    const cents = (text: string | undefined) => Math.round(Number(text) * 100);
    const sum = rows.slice(0, -1).reduce((all, { total }) => all + cents(total), 0);
    expect(cents(rows.at(-1)?.total)).toBe(sum);
    expect(rows.at(-1)).toMatchObject({ patient_name: 'All patients' });
  });
});

test('a long list comes whole, though it is read in pages', async () => {
  await owner.query(`insert into patients (name) select 'Longlist ' || n from generate_series(1, 1203) n`);
  const rows = await rowsOf('patients?query=Longlist');
  expect(new Set(rows.map((row) => row.id)).size).toBe(1203);
});

test('amounts have the decimals of their currency', async () => {
  const { id } = await patientNamed('Three Decimals');
  await issued(id, 'kwd', 12_345);
  await issued(id, 'jpy', 500);
  const totals = (await rowsOf(`invoices?patient_id=${id}`)).map((row) => row.total_amount);
  expect(totals.sort()).toEqual(['13.852', '2007']);
});

test('refunds, messages, differences and payouts are files too, and a period is limited as on the screen', async () => {
  for (const path of [
    'refunds',
    'messages',
    'reconciliation?from=2026-11-01&to=2026-11-30',
    'payouts?from=2026-11-01&to=2026-11-30',
  ])
    expect(await rowsOf(path), path).toEqual([]);
  const long = await service.call('GET', '/exports/payouts?from=2026-01-01&to=2026-11-30', { token: clerk });
  expect(long).toMatchObject({ status: 400, body: { errors: [{ path: 'to' }] } });
});
