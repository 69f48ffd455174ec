/** Bad input: a 4xx with the field's path and a stable code, and nothing written. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let token: string;
let patientId: string;
let owner: pg.Pool;

beforeAll(async () => {
  service = await startService();
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 1 });
  token = await service.signIn(CLERK.email, CLERK.password);
  const made = await service.call('POST', '/patients', { token, json: { name: 'Ana Pérez' } });
  patientId = (made.body as { id: string }).id;
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

const item = { description: 'Consultation', quantity: 1, unit_price_cents: 100_00 };
const invoice = () => ({ patient_id: patientId, due_date: '2036-12-31', items: [item] });
const invoices = async () => (await owner.query('select count(*)::int as count from invoices')).rows[0].count;

type Problem = { code: string; request_id: string; errors?: { path: string; code: string }[] };

describe('an invoice is refused, and the wrong field named, for', () => {
  test.each([
    ['no items', { items: [] }, 'items'],
    ['tax above the line', { items: [{ ...item, tax_cents: 100_01 }] }, 'items.0.tax_cents'],
    [
      'tax above what a discount leaves',
      { discount_cents: 60_00, items: [{ ...item, tax_cents: 50_00 }] },
      'items.0.tax_cents',
    ],
    [
      'a discount above the lines, which tax would cover',
      { discount_cents: 100_01, items: [{ ...item, tax_rate_thousandths: 20_000 }] },
      'discount_cents',
    ],
    [
      'two rates',
      { items: [{ ...item, tax_rate_thousandths: 8_875, tax_basis_points: 888 }] },
      'items.0.tax_cents',
    ],
    [
      'a rate above all',
      { items: [{ ...item, tax_rate_thousandths: 100_001 }] },
      'items.0.tax_rate_thousandths',
    ],
    ['a quantity with four decimals', { items: [{ ...item, quantity: 1.0005 }] }, 'items.0.quantity'],
    ['zero quantity', { items: [{ ...item, quantity: 0 }] }, 'items.0.quantity'],
    ['negative quantity', { items: [{ ...item, quantity: -1 }] }, 'items.0.quantity'],
    ['half a cent', { items: [{ ...item, unit_price_cents: 0.5 }] }, 'items.0.unit_price_cents'],
    ['an amount as text', { items: [{ ...item, unit_price_cents: '100' }] }, 'items.0.unit_price_cents'],
    [
      'an amount that overflows',
      { items: [{ ...item, unit_price_cents: 1e20 }] },
      'items.0.unit_price_cents',
    ],
    [
      'a line that overflows',
      { items: [{ ...item, quantity: 9999, unit_price_cents: 99_999_999 }] },
      'items.0.unit_price_cents',
    ],
    ['a total that overflows', { items: Array(3).fill({ ...item, unit_price_cents: 50_000_000 }) }, 'items'],
    ['a discount above the line', { items: [{ ...item, discount_cents: 100_01 }] }, 'items.0.discount_cents'],
    ['a discount above the invoice', { discount_cents: 100_01 }, 'discount_cents'],
    [
      'tax as rate and amount',
      { items: [{ ...item, tax_cents: 1, tax_basis_points: 1 }] },
      'items.0.tax_cents',
    ],
    ['a ten-thousandth', { items: [{ ...item, quantity: 0.0001 }] }, 'items.0.quantity'],
    [
      'a tax above 100 %',
      { items: [{ ...item, tax_rate_thousandths: 100_001 }] },
      'items.0.tax_rate_thousandths',
    ],
    [
      'a discount above 100 %',
      { items: [{ ...item, discount_rate_thousandths: 100_001, discount_reason: 'x' }] },
      'items.0.discount_rate_thousandths',
    ],
    [
      'a discount without a reason',
      { items: [{ ...item, discount_rate_thousandths: 10_000 }] },
      'items.0.discount_reason',
    ],
    [
      'a discount as rate and amount',
      { items: [{ ...item, discount_rate_thousandths: 10_000, discount_cents: 1, discount_reason: 'x' }] },
      'items.0.discount_cents',
    ],
    [
      'a tax on what is exempt',
      { items: [{ ...item, tax_cents: 1, tax_exempt_reason: 'x' }] },
      'items.0.tax_exempt_reason',
    ],
    ['a code without its system', { items: [{ ...item, code: { code: '90837' } }] }, 'items.0.code.system'],
    [
      'a licence without its holder',
      { items: [{ ...item, practitioner: { licence_number: 'x' } }] },
      'items.0.practitioner.name',
    ],
    ['an unknown unit', { items: [{ ...item, unit: 'parsec' }] }, 'items.0.unit'],
    ['a foreign currency', { currency: 'xxq' }, 'currency'],
    ['a day that does not exist', { due_date: '2026-02-30' }, 'due_date'],
    ['a bad uuid', { patient_id: 'not-an-id' }, 'patient_id'],
    ['an unknown patient', { patient_id: '00000000-0000-4000-8000-000000000000' }, 'patient_id'],
    ['over-long text', { items: [{ ...item, description: 'x'.repeat(301) }] }, 'items.0.description'],
    ['a control character', { items: [{ ...item, description: 'a\u0007b' }] }, 'items.0.description'],
    ['an unknown field', { status: 'paid' }, 'status'],
    ['an unknown field of an item', { items: [{ ...item, total_cents: 1 }] }, 'items.0.total_cents'],
    ['card data', { card: { number: '4242424242424242' } }, 'card'],
  ])('%s', async (_what, change, path) => {
    const before = await invoices();
    const answer = await service.call('POST', '/invoices', { token, json: { ...invoice(), ...change } });
    const problem = answer.body as Problem;
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(problem.code).toBe('validation_failed');
    expect(problem.errors?.map((error) => error.path)).toContain(path);
    expect(await invoices()).toBe(before);
  });
});

describe('a body is refused that is', () => {
  test.each([
    ['not JSON', '{"patient_id":', 'body_not_json'],
    ['a list', '[]', 'body_not_an_object'],
    ['a word', '"hello"', 'body_not_an_object'],
    ['nested without end', `{"metadata":${'{"a":'.repeat(20)}1${'}'.repeat(20)}}`, 'body_too_deep'],
    ['too large', JSON.stringify({ name: 'x'.repeat(300_000) }), 'body_too_large'],
    ['poisoned', '{"__proto__":{"role":"admin"},"name":"x"}', 'validation_failed'],
  ])('%s', async (_what, body, code) => {
    const answer = await service.call('POST', '/patients', { token, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect((answer.body as Problem).code).toBe(code);
  });

  test('a form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await service.call('POST', '/patients', { token, body: 'name=x', headers });
    expect(answer.body).toMatchObject({ status: 400, code: 'content_type_not_json' });
  });
});

describe('a read is refused for', () => {
  test.each([
    ['a bad uuid', '/invoices/not-an-id', 400, 'validation_failed'],
    ['an unknown id', '/invoices/00000000-0000-4000-8000-000000000000', 404, 'invoice_unknown'],
    ['an unknown patient', '/patients/00000000-0000-4000-8000-000000000000', 404, 'patient_unknown'],
    ['a page that is too long', '/invoices?limit=1000', 400, 'validation_failed'],
    ['a parameter given twice', '/invoices?status=paid&status=draft', 400, 'validation_failed'],
    ['an unknown parameter', '/invoices?sort=id', 400, 'validation_failed'],
    ['a cursor that no list gave', '/invoices?cursor=abc', 400, 'validation_failed'],
    ['an injected filter', `/invoices?status=${encodeURIComponent("' or 1=1--")}`, 400, 'validation_failed'],
    ['no such route', '/nothing/here', 404, 'no_such_route'],
  ])('%s', async (_what, path, status, code) => {
    expect((await service.call('GET', path, { token })).body).toMatchObject({ status, code });
  });

  test('the wrong method', async () => {
    const answer = await service.call('PUT', '/invoices', { token, json: {} });
    expect(answer.body).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });
});

test('wildcards in a search mean themselves', async () => {
  const answer = await service.call('GET', '/patients?query=%25', { token });
  expect(answer.body).toMatchObject({ data: [] });
});

test('a request id that was given comes back, in the answer and in the problem', async () => {
  const answer = await service.call('GET', '/invoices/not-an-id', {
    token,
    headers: { 'x-request-id': 'abc-123' },
  });
  expect(answer.headers.get('x-request-id')).toBe('abc-123');
  expect((answer.body as Problem).request_id).toBe('abc-123');
});

test('the same Idempotency-Key gives the same answer; with another body it is refused', async () => {
  const headers = { 'idempotency-key': 'one-invoice' };
  const first = await service.call('POST', '/invoices', { token, json: invoice(), headers });
  const again = await service.call('POST', '/invoices', { token, json: invoice(), headers });
  expect(again.body).toEqual(first.body);
  const other = await service.call('POST', '/invoices', {
    token,
    json: { ...invoice(), notes: 'x' },
    headers,
  });
  expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
});

test('ten identical requests at once with one Idempotency-Key make one invoice', async () => {
  const before = await invoices();
  const headers = { 'idempotency-key': 'ten-at-once' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => service.call('POST', '/invoices', { token, json: invoice(), headers })),
  );
  expect(new Set(answers.map((answer) => (answer.body as { id: string }).id)).size).toBe(1);
  expect(await invoices()).toBe(before + 1);
});

describe('a value that the database cannot read and no cursor brought', () => {
  afterEach(() =>
    owner.query('drop trigger if exists unreadable on patients; drop function if exists unreadable'),
  );

  test.each(['22P02', '22007', '22008'])(
    '%s is an error of ours (500), not an invalid cursor',
    async (state) => {
      await owner.query(`
      create function unreadable() returns trigger language plpgsql as $$
      begin raise exception 'unreadable' using errcode = '${state}'; end $$;
      create trigger unreadable before insert on patients for each row execute function unreadable()`);
      const answer = await service.call('POST', '/patients', { token, json: { name: 'Ana Pérez' } });
      expect([answer.status, (answer.body as Problem).code]).toEqual([500, 'internal_error']);
    },
  );
});
