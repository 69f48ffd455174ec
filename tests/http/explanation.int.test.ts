/** "Why do I owe this?" over HTTP: every part of a balance, with its evidence for staff and in plain words for the patient. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Explanation, PublicExplanation } from '../../functions/contracts/invoice-explanation.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let admin: string;
let clerk: string;

beforeAll(async () => {
  service = await startService();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(() => service.stop());

type Body = Record<string, string> & { patient_link: { url: string } };
async function post(path: string, json: object, token = clerk): Promise<Body> {
  const { status, body, text } = await service.call('POST', path, { token, json });
  expect(status, `${path}: ${text}`).toBeLessThan(300);
  return body as unknown as Body;
}
async function get<T>(path: string, token: string | undefined = clerk): Promise<T> {
  const { status, body, text } = await service.call('GET', path, token === undefined ? {} : { token });
  expect(status, `${path}: ${text}`).toBe(200);
  return body as T;
}

/** $100 and $20 tax less $10, of which $60 was paid in cash, $20 moved away, $15 credited and $5 written off. */
async function corrected() {
  const patient = await post('/patients', { name: 'Ana Pérez', language: 'es' });
  const bill = { patient_id: patient.id, due_date: '2037-12-31' };
  const items = [
    { description: 'Consultation', quantity: 2, unit_price_cents: 50_00 },
    { description: 'X-ray', quantity: 1, unit_price_cents: 80_00, tax_cents: 20_00 },
  ];
  const { id = '' } = await post('/invoices', { ...bill, items, discount_cents: 10_00 });
  const other = await post('/invoices', { ...bill, items });
  for (const each of [id, other.id]) await post(`/invoices/${each}/issue`, {});
  const paid = await post(`/invoices/${id}/payments`, { amount_cents: 60_00, method: 'cash' });
  const move = { from_invoice_id: id, to_invoice_id: other.id, amount_cents: 20_00, reason: 'for the other' };
  await post(`/payments/${paid.id}/move`, move, admin);
  await post(`/invoices/${id}/credit-notes`, { amount_cents: 15_00, reason: 'not given' });
  await post(`/invoices/${id}/write-off`, { amount_cents: 5_00, reason: 'too small' }, admin);
  const { patient_link: link } = await get<Body>(`/invoices/${id}`);
  return {
    id,
    other: other.id ?? '',
    payment: paid.id ?? '',
    token: new URL(link.url).pathname.split('/').at(-1) ?? '',
  };
}

const FIGURES = {
  charged_cents: 190_00,
  paid_cents: 40_00,
  refunded_cents: 0,
  credited_cents: 15_00,
  written_off_cents: 5_00,
  balance_cents: 130_00,
};
const PARTS = [
  ['line', 100_00],
  ['line', 100_00],
  ['discount', -10_00],
  ['payment', -60_00],
  ['moved_away', 20_00],
  ['credit_note', -15_00],
  ['write_off', -5_00],
];

describe('an invoice that was paid and corrected', () => {
  let made: Awaited<ReturnType<typeof corrected>>;
  beforeAll(async () => {
    made = await corrected();
  });

  test('is explained to staff with the ledger’s entries, the payment and the other invoice', async () => {
    const explained = await get<Explanation>(`/invoices/${made.id}/explanation`);
    expect(explained).toMatchObject({ currency: 'usd', ...FIGURES });
    expect(explained.parts.map((part) => [part.kind, part.amount_cents])).toEqual(PARTS);
    const { invoice_number: number } = await get<Body>(`/invoices/${made.other}`);
    expect(explained.parts[4]).toMatchObject({ reference: number, payment_id: made.payment });
    const ledger = await get<{ data: { id: number; amount_cents: number; account: string }[] }>(
      `/ledger?invoice_id=${made.id}&account=receivable`,
    );
    const entries = new Map(explained.parts.flatMap((part) => part.entries).map((each) => [each.id, each]));
    expect([...entries.values()].sort((a, b) => b.id - a.id)).toEqual(
      ledger.data.map(({ id, amount_cents }) => ({ id, amount_cents })),
    );
  });

  test('is explained to the patient in their language, without an id', async () => {
    const path = `/public/invoices/${made.token}/explanation`;
    const explained = await get<PublicExplanation>(path, undefined);
    expect(explained).toMatchObject(FIGURES);
    expect(explained.parts.map((part) => [part.kind, part.amount_cents])).toEqual(PARTS);
    expect(explained.parts[0]?.sentence).toMatch(/^El .* la clínica facturó Consultation \(2 × 50,00/);
    expect(JSON.stringify(explained)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|_id|"entries"/);
    const english = await get<PublicExplanation>(`${path}?language=en`, undefined);
    expect(english.parts[3]?.sentence).toMatch(/^On .*, the clinic received a payment \(cash, receipt /);
  });

  test('is not explained to anyone else', async () => {
    const answer = await service.call('GET', `/public/invoices/${made.token}x/explanation`);
    expect([answer.status, answer.body]).toMatchObject([401, { code: 'link_no_longer_valid' }]);
    expect((await service.call('GET', `/invoices/${made.id}/explanation`)).status).toBe(401);
    const unknown = `/invoices/${made.payment}/explanation`;
    expect((await service.call('GET', unknown, { token: clerk })).status).toBe(404);
  });
});
