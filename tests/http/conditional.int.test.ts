/** A GET with If-None-Match: 304 without a body for what the caller knows, and the read is in the trail all the same. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, type Service, startService } from '../support/service.ts';

let service: Service;
let owner: pg.Pool;
let token: string;
/** The paths of what is read; the draft has no document. */
const paths: Record<string, string> = {};

beforeAll(async () => {
  service = await startService();
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 1 });
  token = await service.signIn(ADMIN.email, ADMIN.password);
  const patient = await post('/patients', { name: 'Ana Pérez' });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const invoice = await post('/invoices', { patient_id: patient.id, due_date: '2030-01-31', items });
  const issued = await post(`/invoices/${invoice.id}/issue`, {});
  const colleague = await post('/staff', {
    email: `${randomUUID()}@clinic.example`,
    name: 'Noa',
    role: 'billing_clerk',
  });
  Object.assign(paths, {
    patient: `/patients/${patient.id}`,
    invoice: `/invoices/${issued.id}`,
    document: `/invoices/${issued.id}/pdf`,
    staff: `/staff/${colleague.id}`,
    settings: '/settings',
    'API description': '/openapi.json',
  });
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

async function post(path: string, json: object): Promise<{ id: string }> {
  const answer = await service.call('POST', path, { token, json });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  service.call('GET', path, { token, headers });

describe('what has an ETag', () => {
  test.each(['patient', 'invoice', 'document', 'staff', 'settings', 'API description'])(
    'the %s is sent once',
    async (what) => {
      const path = paths[what] ?? '';
      const first = await get(path);
      expect(first.status, first.text).toBe(200);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"(\d+\.)?[0-9a-f]{16}"$/);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const again = await get(path, { 'if-none-match': known });
        expect([again.status, again.text, again.headers.get('etag')], known).toEqual([304, '', etag]);
        expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
        expect(again.headers.get('x-request-id')).not.toBeNull();
      }
      for (const known of ['"other"', etag.slice(1, -1), 'W/"1"']) {
        expect((await get(path, { 'if-none-match': known })).status, known).toBe(200);
      }
    },
  );

  test('is sent again when what is said of the same version has changed', async () => {
    const path = paths.invoice ?? '';
    const { headers, body } = await get(path);
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    await owner.query(`update patients set name = 'Ana Gómez' where id = $1`, [
      (body as { patient_id: string }).patient_id,
    ]);
    const renamed = await get(path, known);
    expect([renamed.status, renamed.text.includes('Ana Gómez')]).toEqual([200, true]);
  });

  test('is changed with the ETag that was read', async () => {
    const path = paths.patient ?? '';
    const etag = (await get(path)).headers.get('etag') ?? '';
    const change = { token, json: { name: 'Ana P.' }, headers: { 'if-match': etag } };
    expect((await service.call('PATCH', path, change)).status).toBe(200);
    expect((await service.call('PATCH', path, change)).status).toBe(412);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
  });
});

test.each(['patient', 'invoice', 'document'])(
  'reading a known %s is in the trail like every reading',
  async (what) => {
    const path = paths[what] ?? '';
    const etag = (await get(path)).headers.get('etag') ?? '';
    const id = randomUUID();
    expect((await get(path, { 'if-none-match': etag, 'x-request-id': id })).status).toBe(304);
    const { rows } = await owner.query('select action from audit_logs where request_id = $1', [id]);
    expect(rows.map(({ action }) => action)).toEqual([expect.stringMatching(/^read_/)]);
  },
);

test('a refusal and a change are never 304', async () => {
  expect((await get(`/patients/${randomUUID()}`, { 'if-none-match': '*' })).status).toBe(404);
  expect((await service.call('GET', '/settings', { headers: { 'if-none-match': '*' } })).status).toBe(401);
  const change = { token, json: { name: 'Ana Q.' }, headers: { 'if-match': '*', 'if-none-match': '*' } };
  expect((await service.call('PATCH', paths.patient ?? '', change)).status).toBe(200);
});
