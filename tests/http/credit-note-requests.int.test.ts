/** A credit note above a clerk's limit: requested by the clerk, issued when an admin approves it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { established } from '../support/established.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

const SECOND = { email: 'second.clerk@clinic.example', password: 'slow green ferry home' };
let service: Service;
let owner: pg.Client;
let app: pg.Client;
let admin: string;
let clerk: string;
let otherClerk: string;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  app = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await app.connect();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  const second = { ...SECOND, name: 'Sam Second', role: 'billing_clerk' };
  await service.call('POST', '/auth/register', { token: admin, json: second });
  otherClerk = await service.signIn(SECOND.email, SECOND.password);
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await service.stop();
});

type Body = { id: string; code: string; status: string; detail: string; data: Body[]; number: string };
async function call(method: string, path: string, token: string, json?: object) {
  const answer = await service.call(method, path, { token, ...(json && { json }) });
  return { status: answer.status, body: answer.body as unknown as Body };
}
const post = (path: string, json: object, token = clerk) => call('POST', path, token, json);
const get = (path: string, token = clerk) => call('GET', path, token);
const newPatient = async () => (await post('/patients', { name: 'Ana Pérez' })).body.id;
type Items = { items: { id: string }[] };
async function issued(patientId?: string) {
  const item = { quantity: 1, unit_price_cents: 500_00 };
  const items = [
    { ...item, description: 'Crown' },
    { ...item, description: 'Implant' },
  ];
  const draft = { patient_id: patientId ?? (await newPatient()), due_date: '2037-12-31', items };
  const { body } = await post('/invoices', draft);
  await post(`/invoices/${body.id}/issue`, {});
  return { id: body.id, lines: (body as unknown as Items).items.map((line) => line.id) };
}
const credit = (id: string, amount_cents: number, token = clerk) =>
  post(`/invoices/${id}/credit-notes`, { amount_cents, reason: 'not given' }, token);
const request = (id: string, amount_cents: number, token = clerk) =>
  post(`/invoices/${id}/credit-note-requests`, { amount_cents, reason: 'not given' }, token);
const decide = (id: string, decision: 'approve' | 'reject' | 'withdraw', token = admin) =>
  post(`/credit-note-requests/${id}/${decision}`, decision === 'reject' ? { reason: 'unclear' } : {}, token);
const balanceOf = async (id: string) =>
  ((await get(`/invoices/${id}`)).body as unknown as { balance_cents: number }).balance_cents;
const refused = (status: number, code: string) => ({ status, body: { code } });
const limit = (clerk_credit_note_cents: number) =>
  call('PATCH', '/settings', admin, { security: { clerk_credit_note_cents } });
beforeEach(() => limit(100_00));

describe('the limit of a clerk', () => {
  test('counts the credit notes of a patient together, whichever invoice they are of', async () => {
    const patientId = await newPatient();
    const [one, two] = [await issued(patientId), await issued(patientId)];
    expect((await credit(one.id, 60_00)).status).toBe(201);
    expect(await credit(two.id, 40_01)).toMatchObject(refused(403, 'credit_note_needs_admin'));
    expect((await credit(two.id, 40_01, otherClerk)).body.code).toBe('credit_note_needs_admin');
    const { body } = await get(`/invoices/${two.id}/credit-notes`);
    expect(body).toMatchObject({ creditable: { amount_cents: 1_000_00, unapproved_cents: 40_00 } });
    expect((await get(`/invoices/${two.id}/credit-notes`, admin)).body).toMatchObject({
      creditable: { unapproved_cents: 1_000_00 },
    });
    expect((await credit(two.id, 40_00)).status).toBe(201);
    expect((await credit((await issued()).id, 100_00)).status).toBe(201);
  });

  test('two at once do not pass beside each other', async () => {
    const patientId = await newPatient();
    const [one, two] = [await issued(patientId), await issued(patientId)];
    const both = await Promise.all([credit(one.id, 60_00), credit(two.id, 60_00, otherClerk)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
  });

  test('older ones of another invoice do not count; of the same invoice they do', async () => {
    const patientId = await newPatient();
    const [one, two] = [await issued(patientId), await issued(patientId)];
    await credit(one.id, 100_00);
    await owner.query('alter table credit_notes disable trigger user');
    await owner.query(
      `update credit_notes set issued_at = issued_at - interval '31 days' where invoice_id = $1`,
      [one.id],
    );
    await owner.query('alter table credit_notes enable trigger user');
    expect((await credit(two.id, 100_00)).status).toBe(201);
    expect((await credit(one.id, 1)).body.code).toBe('credit_note_needs_admin');
  });
});

describe('a request', () => {
  test('credits nothing before an admin approves it; then the credit note is issued and recorded', async () => {
    const { id } = await issued();
    const asked = await request(id, 300_00);
    expect(asked).toMatchObject({
      status: 201,
      body: {
        status: 'requested',
        amount_cents: 300_00,
        lines: [],
        decided_by: null,
        credit_note_number: null,
      },
    });
    expect(await balanceOf(id)).toBe(1_000_00);
    expect((await get(`/credit-note-requests?status=requested&invoice_id=${id}`)).body.data).toMatchObject([
      { id: asked.body.id },
    ]);
    expect((await get('/dashboard', admin)).body).toMatchObject({
      attention: { requested_credit_notes: expect.any(Number) },
    });
    expect((await decide(asked.body.id, 'approve', clerk)).status).toBe(403);
    const approved = await decide(asked.body.id, 'approve');
    expect(approved).toMatchObject({
      status: 200,
      body: {
        status: 'issued',
        decided_by_name: 'Ada Admin',
        credit_note_number: expect.stringContaining('CN-'),
      },
    });
    expect(await balanceOf(id)).toBe(700_00);
    expect((await get(`/invoices/${id}/credit-notes`)).body.data).toMatchObject([
      { id: asked.body.id, amount_cents: 300_00, reason: 'not given' },
    ]);
    expect(await decide(asked.body.id, 'approve')).toMatchObject(refused(409, 'credit_note_request_decided'));
    const { rows } = await owner.query(
      `select action from audit_logs where target_id = $1 and action like '%credit_note' order by sequence`,
      [id],
    );
    expect(rows.map((row) => row.action)).toEqual(['request_credit_note', 'approve_credit_note']);
    // What an admin approved does not use up the limit of clerks.
    expect((await credit(id, 100_00)).status).toBe(201);
  });

  test('of lines is issued as those lines', async () => {
    const { id, lines } = await issued();
    const wanted = [
      { invoice_item_id: lines[0], amount_cents: 200_00 },
      { invoice_item_id: lines[1], amount_cents: 50_00 },
    ];
    const asked = await post(`/invoices/${id}/credit-note-requests`, { lines: wanted, reason: 'x' });
    expect(asked.body).toMatchObject({
      amount_cents: 250_00,
      lines: [{ description: 'Crown' }, { description: 'Implant' }],
    });
    await decide(asked.body.id, 'approve');
    expect((await get(`/invoices/${id}/credit-notes`)).body.data).toMatchObject([{ lines: wanted }]);
  });

  test('is refused when it is not needed, not possible, or pending already', async () => {
    const { id } = await issued();
    expect(await request(id, 100_00)).toMatchObject(refused(409, 'approval_not_needed'));
    expect(await request(id, 500_00, admin)).toMatchObject(refused(409, 'approval_not_needed'));
    expect(await request(id, 1_000_01)).toMatchObject(refused(400, 'validation_failed'));
    const both = await Promise.all([request(id, 300_00), request(id, 300_00, otherClerk)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await request(id, 200_00)).toMatchObject(refused(409, 'credit_note_request_pending'));
    expect((await request(randomUUID(), 300_00)).status).toBe(404);
  });

  test('is rejected with a reason, or withdrawn by its requester, and may be made again', async () => {
    const { id } = await issued();
    const first = (await request(id, 300_00)).body.id;
    expect((await decide(first, 'reject', clerk)).status).toBe(403);
    expect(await decide(first, 'reject')).toMatchObject({
      status: 200,
      body: { status: 'rejected', decision_reason: 'unclear' },
    });
    const second = (await request(id, 300_00)).body.id;
    expect(await decide(second, 'withdraw', otherClerk)).toMatchObject(
      refused(403, 'credit_note_request_of_other'),
    );
    expect((await decide(second, 'withdraw', clerk)).body).toMatchObject({ status: 'withdrawn' });
    expect(await decide(second, 'approve')).toMatchObject(refused(409, 'credit_note_request_decided'));
    expect((await request(id, 300_00)).status).toBe(201);
    expect(await balanceOf(id)).toBe(1_000_00);
  });

  test('is checked again at approval: what was credited, given back or cancelled since', async () => {
    const { id, lines } = await issued();
    const asked = (await request(id, 700_00)).body.id;
    await credit(id, 400_00, admin);
    const late = await decide(asked, 'approve');
    expect(late).toMatchObject(refused(409, 'credit_note_not_possible'));
    expect(late.body.detail).toContain('At most $600.00 can be credited. Reject this request.');
    await decide(asked, 'reject');
    const line = { invoice_item_id: lines[0], amount_cents: 400_00 };
    const byLine = (await post(`/invoices/${id}/credit-note-requests`, { lines: [line], reason: 'x' })).body
      .id;
    await post(
      `/invoices/${id}/credit-notes`,
      { lines: [{ ...line, amount_cents: 200_00 }], reason: 'x' },
      admin,
    );
    expect((await decide(byLine, 'approve')).body).toMatchObject({ code: 'credit_note_not_possible' });
    const other = await issued();
    const gone = (await request(other.id, 700_00)).body.id;
    expect((await post(`/invoices/${other.id}/cancel`, { reason: 'no show' })).status).toBe(200);
    expect((await get(`/credit-note-requests/${gone}`)).body).toMatchObject({ status: 'withdrawn' });
  });

  test('two decisions at once are one', async () => {
    const { id } = await issued();
    const asked = (await request(id, 300_00)).body.id;
    const ends = await Promise.all([
      decide(asked, 'approve'),
      decide(asked, 'approve'),
      decide(asked, 'reject'),
      decide(asked, 'withdraw', clerk),
    ]);
    expect(ends.filter(({ status }) => status >= 500)).toEqual([]);
    expect(ends.filter(({ status }) => status === 200)).toHaveLength(1);
    expect([700_00, 1_000_00]).toContain(await balanceOf(id));
  });

  test('a clerk who became an admin does not approve their own, nor anything within 24 hours', async () => {
    const person = { email: 'rising@clinic.example', password: 'brass bells at midnight' };
    const json = { ...person, name: 'Rae', role: 'billing_clerk' };
    await service.call('POST', '/auth/register', { token: admin, json });
    const before = await service.signIn(person.email, person.password);
    const own = (await request((await issued()).id, 300_00, before)).body.id;
    const others = (await request((await issued()).id, 300_00)).body.id;
    const { rows } = await owner.query('select id from staff where email = $1', [person.email]);
    await call('PATCH', `/staff/${rows[0].id}`, admin, { role: 'admin' });
    const token = await service.signIn(person.email, person.password);
    expect(await decide(others, 'approve', token)).toMatchObject(refused(403, 'approver_new'));
    await established(service.ownerUrl, person.email);
    expect(await decide(own, 'approve', token)).toMatchObject(refused(403, 'credit_note_own_request'));
    expect((await decide(others, 'approve', token)).status).toBe(200);
    await call('PATCH', `/staff/${rows[0].id}`, admin, { role: 'billing_clerk' });
  });

  test('a proof for another request approves nothing', async () => {
    const ids: string[] = [];
    for (const _ of [1, 2]) ids.push((await request((await issued()).id, 300_00)).body.id);
    const unproven = (id: string | undefined) =>
      service.call('POST', `/credit-note-requests/${id}/approve`, { token: admin, json: {}, unproven: true });
    const needed = (await unproven(ids[0])).body as { code: string; step_up_request: string };
    expect(needed.code).toBe('step_up_needed');
    const json = { password: ADMIN.password, request: needed.step_up_request };
    await service.call('POST', '/auth/step-up', { token: admin, json });
    expect((await unproven(ids[1])).status).toBe(403);
    expect((await unproven(ids[0])).status).toBe(200);
  });
});

describe('the database itself, as the application and as the owner', () => {
  const roles = [
    ['application', () => app],
    ['owner', () => owner],
  ] as const;

  test.each(roles)('refuses what no admin approved: %s', async (_, client) => {
    const { id } = await issued();
    const asked = (await request(id, 300_00)).body.id;
    const approveAs = (email: string) =>
      client().query(
        `update credit_note_requests set status = 'issued', decided_by = (select id from staff where email = $2),
           decided_at = now() where id = $1`,
        [asked, email],
      );
    await expect(approveAs(CLERK.email)).rejects.toThrow('only an admin decides');
    await expect(approveAs(ADMIN.email)).rejects.toThrow('not issued as it was approved');
    await expect(
      client().query(
        `insert into credit_note_requests (invoice_id, currency, amount_cents, reason, status, requested_by, requested_at)
         select $1, 'usd', 5, 'x', 'requested', id, now() from staff where email = $2`,
        [id, CLERK.email],
      ),
    ).rejects.toThrow('credit_note_requests_one_pending');
    await expect(
      client().query(
        `insert into credit_notes (number, invoice_id, currency, amount_cents, tax_cents, owed_cents, to_credit_cents, reason, staff_id, issued_at)
         select 'CN-x', $1, 'usd', 10001, 0, 10001, 0, 'x', id, now() from staff where email = $2`,
        [id, CLERK.email],
      ),
    ).rejects.toThrow('clerks credit at most 10000 without approval');
  });
});
