/** Every field of every route that takes a day, an instant or a cursor: beyond the calendar it is a 400, never a 500. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { ADMIN, type Service, startService } from '../support/service.ts';

type Schema = { format?: string; properties?: Record<string, Schema>; anyOf?: Schema[]; allOf?: Schema[] };

const routes: Route[] = Object.values(contracts).flatMap((area) =>
  Object.values(area as Record<string, Route>),
);

const takesTime = ({ format = '', anyOf = [], allOf = [] }: Schema): boolean =>
  format.startsWith('date') || [...anyOf, ...allOf].some(takesTime);

const fields = routes.flatMap((route) => {
  const { properties = {} } = z.toJSONSchema(route.input, { io: 'input', unrepresentable: 'any' }) as Schema;
  return Object.entries(properties)
    .filter(([name, schema]) => takesTime(schema) || name === 'cursor' || name === 'month')
    .map(([name]): [string, string, Route] => [`${route.name} ${name}`, name, route]);
});

const TIMES = [
  '0000-01-01',
  '0001-01-01',
  '0026-11-26',
  '1899-12-31',
  '2200-01-01',
  '9999-12-31',
  '2026-02-30',
  '-000001-01-01',
  '+275760-09-13',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59-14:00',
  '2026-13-01T00:00:00Z',
];
const EDGES = ['1900-01-01', '2199-12-31', '1900-01-01T00:00:00+14:00', '2199-12-31T23:59:59-12:00'];
const cursorOf = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
const ID = '00000000-0000-4000-8000-000000000000';
const INSTANTS = [
  '0001-01-01 00:00:00+00',
  '9999-12-31 23:59:59+00',
  '2026-11-26 00:00:00+99',
  '2026-02-30 00:00:00+00',
];
const CURSORS = [
  ...INSTANTS.flatMap((at) => [cursorOf(at, ID), cursorOf(at, 'evt_1')]),
  Buffer.from(`2026-11-26 ${'-'.repeat(36)}`).toString('base64url'),
];
const MONTHS = ['000001', '999912', '0000-01', '202613'];

let service: Service;
let token: string;
let patientId: string;
let invoiceId: string;
beforeAll(async () => {
  service = await startService();
  token = await service.signIn(ADMIN.email, ADMIN.password);
  const made = await service.call('POST', '/patients', { token, json: { name: 'Ana Pérez' } });
  patientId = (made.body as { id: string }).id;
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const json = { patient_id: patientId, due_date: '2199-12-31', items };
  invoiceId = ((await service.call('POST', '/invoices', { token, json })).body as { id: string }).id;
});
afterAll(() => service.stop());

/** The route called with one field; the others are as a good request has them. */
function call(route: Route, name: string, value: string) {
  const path = route.path
    .replace(/^v1/, '')
    .replace(`{${name}}`, value)
    .replace('{id}', route.path.includes('patients/') ? patientId : invoiceId)
    .replace(/\{\w+\}/, ID);
  const inPath = route.path.includes(`{${name}}`);
  const days = route.name === 'reconciliation-get' ? { from: '2026-11-01', to: '2026-11-02' } : {};
  const given: Record<string, string> = inPath ? {} : { ...days, [name]: value };
  if (route.method === 'GET') {
    return service.call('GET', `${path}?${new URLSearchParams(given)}`, { token });
  }
  return service.call(route.method, path, { token, json: given });
}

test('the routes that take days are found', () => {
  const names = fields.map(([name]) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'ledger-list to',
      'reports-ageing as_of',
      'patients-statement from',
      'reconciliation-get from',
      'audit-list to',
      'patients-create dob',
      'invoices-due-date due_date',
      'payments-record received_on',
      'numbers-certificate month',
    ]),
  );
});

describe.each(fields)('%s', (_, name, route) => {
  test('is refused at the field, or answered', async () => {
    const values = name === 'cursor' ? CURSORS : name === 'month' ? MONTHS : [...TIMES, ...EDGES];
    for (const value of values) {
      const answer = await call(route, name, value);
      expect(answer.status, `${value}: ${answer.text.slice(0, 300)}`).toBeLessThan(500);
      if (!TIMES.includes(value)) continue;
      expect(answer.body, value).toMatchObject({ code: 'validation_failed' });
      const { errors } = answer.body as { errors: { path: string }[] };
      expect(
        errors.map(({ path }) => path),
        value,
      ).toContain(name);
    }
  });
});

describe('a year that cannot be meant is asked for', () => {
  test.each([
    ['/invoices', 'due_date', () => ({ due_date: '0026-12-31' })],
    ['/patients', 'dob', () => ({ name: 'Ana', dob: '0070-01-01' })],
  ])('%s %s', async (path, field, json) => {
    const answer = await service.call('POST', path, { token, json: json() });
    const { errors } = answer.body as { errors: { path: string; message: string }[] };
    expect(errors.find((error) => error.path === field)?.message).toMatch(/^Which year\?/);
  });
});
