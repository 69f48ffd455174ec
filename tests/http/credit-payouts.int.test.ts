/** A pay-out of credit above the clinic's limit: requested by one admin, approved by another, reserved in between. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { established } from '../support/established.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

const SECOND = { email: 'second.admin@clinic.example', password: 'slow green ferry home' };
let service: Service;
let owner: pg.Client;
let admin: string;
let other: string;
let clerk: string;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  const second = { ...SECOND, name: 'Sam Second', role: 'admin' };
  await service.call('POST', '/auth/register', { token: admin, json: second });
  await established(service.ownerUrl, SECOND.email);
  other = await service.signIn(SECOND.email, SECOND.password);
});
afterAll(async () => {
  await owner.end();
  await service.stop();
});

type Body = { id: string; code: string; status: string; detail: string; data: Body[] };
async function call(method: string, path: string, token: string, json?: object) {
  const answer = await service.call(method, path, { token, ...(json && { json }) });
  return { status: answer.status, body: answer.body as unknown as Body };
}
const post = (path: string, json: object, token = admin) => call('POST', path, token, json);
const get = (path: string, token = admin) => call('GET', path, token);

async function issued(patientId: string, cents = 100_00): Promise<string> {
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: cents }];
  const { body } = await post('/invoices', { patient_id: patientId, due_date: '2037-12-31', items }, clerk);
  await post(`/invoices/${body.id}/issue`, {}, clerk);
  return body.id;
}
/** A new patient with credit from an invoice that was paid twice over; the patient, the invoice and its payment. */
async function withCredit(cents = 900_00) {
  const patientId = (await post('/patients', { name: 'Ana Pérez' }, clerk)).body.id;
  const invoiceId = await issued(patientId);
  const paid = { amount_cents: 100_00 + cents, method: 'cash' };
  const payment = await post(`/invoices/${invoiceId}/payments`, paid, clerk);
  return { patientId, invoiceId, paymentId: payment.body.id };
}
const ORDER = { method: 'cash', reference: 'drawer' };
const payOut = (patientId: string, amount_cents: number, token = admin) =>
  post(`/patients/${patientId}/credit/refund-offline`, { ...ORDER, amount_cents }, token);
const approve = (id: string, token = other) => post(`/credit-payouts/${id}/approve`, {}, token);
const reject = (id: string, token = other) =>
  post(`/credit-payouts/${id}/reject`, { reason: 'unclear' }, token);
const creditOf = async (patientId: string) => {
  const { data } = (await get('/credits?limit=100')).body as unknown as {
    data: { patient_id: string; credit_cents: number; reserved_cents: number }[];
  };
  const row = data.find((credit) => credit.patient_id === patientId);
  return [row?.credit_cents ?? 0, row?.reserved_cents ?? 0];
};
const cashOf = async (patientId: string): Promise<number> => {
  const { rows } = await owner.query(
    `select coalesce(sum(amount_cents), 0)::int as cents from credit_uses where patient_id = $1 and kind = 'refunded'`,
    [patientId],
  );
  return rows[0].cents;
};

describe('up to the limit', () => {
  test('a pay-out is paid at once; small ones of one patient count together', async () => {
    const { patientId } = await withCredit();
    const first = await payOut(patientId, 500_00);
    expect(first).toMatchObject({ status: 201, body: { status: 'paid', used_at: expect.any(String) } });
    expect((await get(`/credit-payouts/${first.body.id}`)).body).toMatchObject({ decided_by: null });
    expect((await payOut(patientId, 1)).body).toMatchObject({ status: 'requested', used_at: null });
    expect(await creditOf(patientId)).toEqual([400_00, 1]);
  });

  test('two at once do not pass beside each other', async () => {
    const { patientId } = await withCredit();
    const both = await Promise.all([payOut(patientId, 300_00), payOut(patientId, 300_00)]);
    expect(both.map(({ body }) => body.status).sort()).toEqual(['paid', 'requested']);
    expect(await cashOf(patientId)).toBe(300_00);
  });
});

describe('above the limit', () => {
  test('nothing is paid before another admin approves, and everything is recorded', async () => {
    const { patientId } = await withCredit();
    const asked = await payOut(patientId, 600_00);
    expect(asked).toMatchObject({
      status: 201,
      body: { status: 'requested', requested_by_name: 'Ada Admin', decided_by: null, amount_cents: 600_00 },
    });
    const { id } = asked.body;
    expect(await cashOf(patientId)).toBe(0);
    expect(await creditOf(patientId)).toEqual([900_00, 600_00]);
    expect((await get('/credit-payouts?status=requested')).body.data.map((row) => row.id)).toContain(id);
    const { attention } = (await get('/dashboard')).body as unknown as {
      attention: { requested_credit_payouts: number };
    };
    expect(attention.requested_credit_payouts).toBeGreaterThan(0);
    expect(await approve(id, admin)).toMatchObject({ status: 403, body: { code: 'payout_own_request' } });
    expect((await approve(id, clerk)).status).toBe(403);
    expect(await approve(id)).toMatchObject({
      status: 200,
      body: { status: 'paid', decided_by_name: 'Sam Second', self_approved: false },
    });
    expect(await creditOf(patientId)).toEqual([300_00, 0]);
    expect(await cashOf(patientId)).toBe(600_00);
    expect(await approve(id)).toMatchObject({ status: 409, body: { code: 'payout_not_requested' } });
    const { rows } = await owner.query(
      `select action from audit_logs where target_id = $1 and action like '%payout' order by sequence`,
      [patientId],
    );
    expect(rows.map((row) => row.action)).toEqual(['request_credit_payout', 'approve_credit_payout']);
  });

  test('its credit is used by nothing else until it is rejected', async () => {
    const { patientId, paymentId } = await withCredit();
    const { id } = (await payOut(patientId, 800_00)).body;
    const invoiceId = await issued(patientId, 300_00);
    expect((await get(`/invoices/${invoiceId}`)).body).toMatchObject({ patient_credit_cents: 100_00 });
    const apply = (amount_cents?: number) =>
      post(`/patients/${patientId}/credit/apply`, {
        invoice_id: invoiceId,
        ...(amount_cents && { amount_cents }),
      });
    const refused = await apply(100_01);
    expect(refused).toMatchObject({ status: 409, body: { code: 'credit_reserved' } });
    expect(refused.body.detail).toContain('$800.00 of this credit is reserved');
    expect((await payOut(patientId, 100_01)).body.code).toBe('credit_reserved');
    expect((await post(`/payments/${paymentId}/reverse`, { reason: 'x' })).body.code).toBe('credit_reserved');
    expect((await apply()).body).toMatchObject({ amount_cents: 100_00 });
    expect((await apply()).body.code).toBe('credit_reserved');
    expect(await reject(id)).toMatchObject({
      status: 200,
      body: { status: 'rejected', decision_reason: 'unclear', used_at: null },
    });
    expect((await apply()).body).toMatchObject({ amount_cents: 200_00 });
    expect(await creditOf(patientId)).toEqual([600_00, 0]);
    expect(await approve(id)).toMatchObject({ status: 409, body: { code: 'payout_not_requested' } });
  });

  test('two approvals at once pay once', async () => {
    const { patientId } = await withCredit();
    const { id } = (await payOut(patientId, 700_00)).body;
    const ends = await Promise.all([approve(id), approve(id), reject(id)]);
    expect(ends.filter(({ status }) => status >= 500)).toEqual([]);
    expect(ends.filter(({ status }) => status === 200)).toHaveLength(1);
    expect([0, 700_00]).toContain(await cashOf(patientId));
  });

  test('an admin of today does not approve', async () => {
    const { patientId } = await withCredit();
    const { id } = (await payOut(patientId, 700_00, other)).body;
    const puppet = { email: 'puppet@clinic.example', password: 'brass bells at midnight' };
    const json = { ...puppet, name: 'Pat', role: 'admin' };
    await service.call('POST', '/auth/register', { token: admin, json });
    const token = await service.signIn(puppet.email, puppet.password);
    expect(await approve(id, token)).toMatchObject({ status: 403, body: { code: 'approver_new' } });
    const own = (await payOut((await withCredit()).patientId, 700_00)).body.id;
    expect((await approve(own, token)).body.code).toBe('approver_let_in_by_requester');
  });

  test('a proof for another pay-out approves nothing', async () => {
    const ids = [];
    for (const _ of [1, 2]) ids.push((await payOut((await withCredit()).patientId, 700_00)).body.id);
    const unproven = (id: string | undefined) =>
      service.call('POST', `/credit-payouts/${id}/approve`, { token: other, json: {}, unproven: true });
    const needed = (await unproven(ids[0])).body as { code: string; step_up_request: string };
    expect(needed.code).toBe('step_up_needed');
    const json = { password: SECOND.password, request: needed.step_up_request };
    await service.call('POST', '/auth/step-up', { token: other, json });
    expect((await unproven(ids[1])).status).toBe(403);
    expect((await unproven(ids[0])).status).toBe(200);
    expect((await unproven(ids[0])).status).toBe(403);
  });
});

test('a raised limit counts a day later, a lowered one at once', async () => {
  const limit = (credit_payout_approval_cents: number) =>
    call('PATCH', '/settings', admin, { security: { credit_payout_approval_cents } });
  await limit(100_00);
  const { patientId } = await withCredit();
  expect((await payOut(patientId, 100_01)).body.status).toBe('requested');
  await limit(5_000_00);
  expect((await payOut((await withCredit()).patientId, 100_01)).body.status).toBe('requested');
  await owner.query('alter table clinic_settings disable trigger clinic_settings_payout_limit');
  await owner.query(
    `update clinic_settings set version = version + 1, payout_limit_raised_at = now() - interval '25 hours'`,
  );
  await owner.query('alter table clinic_settings enable trigger clinic_settings_payout_limit');
  expect((await payOut((await withCredit()).patientId, 800_00)).body.status).toBe('paid');
  await limit(500_00);
});

describe('the database itself', () => {
  const use = `insert into credit_uses (id, kind, patient_id, currency, amount_cents, method, reference, staff_id, used_at)
    values ($1, 'refunded', $2, 'usd', $3, 'cash', 'drawer', (select id from staff where email = $4), now())`;
  async function forced(id: string, patientId: string, cents: number, email: string) {
    await owner.query('begin');
    try {
      await owner.query(use, [id, patientId, cents, email]);
      const posted = await owner.query(
        `insert into ledger_transactions (kind, cause, currency, occurred_at) values ('credit_refund', 'credit_use:' || $1, 'usd', now()) returning id`,
        [id],
      );
      await owner.query(
        `insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id)
         values ($1, 'usd', 'patient_credit', $2::bigint, $3), ($1, 'usd', 'cash', -$2::bigint, null)`,
        [posted.rows[0].id, cents, patientId],
      );
      await owner.query('commit');
    } catch (error) {
      await owner.query('rollback');
      throw error;
    }
  }

  test('refuses a pay-out above the limit that no one approved', async () => {
    const { patientId } = await withCredit();
    await expect(forced(randomUUID(), patientId, 500_01, ADMIN.email)).rejects.toThrow(
      'paid out only with the approval of another admin',
    );
    await forced(randomUUID(), patientId, 500_00, ADMIN.email);
  });

  test('refuses to pay what is only requested, and to take what is reserved', async () => {
    const { patientId } = await withCredit();
    const { id } = (await payOut(patientId, 600_00)).body;
    await expect(forced(id, patientId, 600_00, ADMIN.email)).rejects.toThrow('not paid as it was approved');
    await expect(forced(randomUUID(), patientId, 400_00, ADMIN.email)).rejects.toThrow('is reserved');
    const decide = (self: boolean) =>
      owner.query(
        `update credit_payouts set status = 'paid', decided_by = requested_by, decided_at = now(), self_approved = $2 where id = $1`,
        [id, self],
      );
    await expect(decide(false)).rejects.toThrow('credit_payouts_two_people');
    await expect(decide(true)).rejects.toThrow('another admin approves');
    expect(await cashOf(patientId)).toBe(0);
  });
});
