/** No one overwrites what they have not read, and nothing of an erased patient comes back by a late request. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, type Service, startService } from '../support/service.ts';

let service: Service;
let token: string;
beforeAll(async () => {
  service = await startService();
  token = await service.signIn(ADMIN.email, ADMIN.password);
});
afterAll(() => service.stop());

const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];

async function post(path: string, json: object, headers: Record<string, string> = {}) {
  const answer = await service.call('POST', path, { token, json, headers });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body as { id: string; version: number };
}
const patient = () => post('/patients', { name: 'Ana Pérez' });
const colleague = () =>
  post('/staff', { email: `${randomUUID()}@clinic.example`, name: 'Noa', role: 'billing_clerk' });
const draft = async () =>
  post('/invoices', { patient_id: (await patient()).id, due_date: '2030-01-31', items });

describe('a change without If-Match is refused with 428', () => {
  test.each([
    ['of a patient', async () => `/patients/${(await patient()).id}`, { name: 'x' }],
    ['of a draft', async () => `/invoices/${(await draft()).id}`, { notes: 'x' }],
    ['of a member of staff', async () => `/staff/${(await colleague()).id}`, { name: 'x' }],
    ['of the clinic’s details', async () => '/clinic-details', { footer: 'x' }],
    ['of the settings', async () => '/settings', { late_fee: { enabled: false } }],
  ])('%s', async (_, path, json) => {
    // Settings ask for a fresh proof before anything else.
    await service.call('POST', '/auth/step-up', { token, json: { password: ADMIN.password } });
    const answer = await fetch(`${service.host.url}/api/v1${await path()}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
    expect(answer.status).toBe(428);
    expect(await answer.json()).toMatchObject({ code: 'if_match_required' });
  });
});

describe('what was changed meanwhile', () => {
  const stale = { 'if-match': '"1"' };

  test('is no right that is given to a member of staff', async () => {
    const path = `/staff/${(await colleague()).id}`;
    expect((await service.call('GET', path, { token })).headers.get('etag')).toMatch(/^"1\.[0-9a-f]{16}"$/);
    const named = await service.call('PATCH', path, { token, json: { name: 'Noa N.' }, headers: stale });
    expect(named.headers.get('etag')).toMatch(/^"2\.[0-9a-f]{16}"$/);
    const promoted = { token, json: { role: 'admin' } };
    const refused = await service.call('PATCH', path, { ...promoted, headers: stale });
    expect(refused.body).toMatchObject({ status: 412, code: 'changed_meanwhile' });
    expect((await service.call('GET', path, { token })).body).toMatchObject({ role: 'billing_clerk' });
    const done = await service.call('PATCH', path, { ...promoted, headers: { 'if-match': '"2"' } });
    expect(done.body).toMatchObject({ role: 'admin', version: 3 });
  });

  test.each([
    ['is not issued', 'POST', '/issue', {}],
    ['is not cancelled', 'POST', '/cancel', { reason: 'entered twice' }],
    ['is not deleted', 'DELETE', '', undefined],
  ])('%s', async (_, method, path, json) => {
    const { id } = await draft();
    const edited = await service.call('PATCH', `/invoices/${id}`, { token, json: { notes: 'x' } });
    expect(edited.headers.get('etag')).toMatch(/^"2\.[0-9a-f]{16}"$/);
    const url = `/invoices/${id}${path}`;
    const refused = await service.call(method, url, { token, json, headers: stale });
    expect(refused.body).toMatchObject({ status: 412, code: 'changed_meanwhile' });
    expect((await service.call('GET', `/invoices/${id}`, { token })).body).toMatchObject({ status: 'draft' });
    const done = await service.call(method, url, { token, json, headers: { 'if-match': '"2"' } });
    expect(done.status, done.text).toBeLessThan(300);
  });

  test('is answered as before when the command is repeated under its key', async () => {
    const { id } = await draft();
    const headers = { 'if-match': '"1"', 'idempotency-key': randomUUID() };
    const first = await service.call('POST', `/invoices/${id}/issue`, { token, json: {}, headers });
    const again = await service.call('POST', `/invoices/${id}/issue`, { token, json: {}, headers });
    expect([first.status, again.status]).toEqual([200, 200]);
  });
});

describe('an erased patient', () => {
  test('is not made again by a late repeat, and nothing of them changes', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const json = { name: 'Otto Erasable', email: 'otto@patients.example' };
    const { id } = await post('/patients', json, headers);
    const billed = { patient_id: id, due_date: '2030-01-31', items };
    const billedOnce = { 'idempotency-key': randomUUID() };
    await post('/invoices', billed, billedOnce);
    const erased = await service.call('POST', `/patients/${id}/erase`, { token, json: {} });
    expect(erased.status, erased.text).toBe(204);

    const gone = { status: 410, code: 'patient_erased' };
    expect((await service.call('POST', '/patients', { token, json, headers })).body).toMatchObject(gone);
    const draftAgain = await service.call('POST', '/invoices', { token, json: billed, headers: billedOnce });
    expect(draftAgain.body).toMatchObject(gone);
    expect((await service.call('POST', '/invoices', { token, json: billed })).body).toMatchObject(gone);
    expect(
      (await service.call('PATCH', `/patients/${id}`, { token, json: { name: 'Otto' } })).body,
    ).toMatchObject(gone);
    const declined = { token, json: { declined: true } };
    const decline = await service.call('PUT', `/patients/${id}/reminders`, declined);
    expect(decline.body).toMatchObject(gone);
    const found = await service.call('GET', '/patients?query=Otto', { token });
    expect(found.body).toMatchObject({ data: [] });
  });
});
