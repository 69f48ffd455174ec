/** Payment plans over the API: what each instalment has received follows from what is paid on the covered invoices. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PaymentPlan } from '../../functions/contracts/payment-plans.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';

let service: Service;
let owner: pg.Client;
let app: pg.Client;
let admin: string;
let clerk: string;
beforeAll(async () => {
  service = await startService();
  owner = new pg.Client({ connectionString: service.ownerUrl });
  await owner.connect();
  app = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await app.connect();
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await service.stop();
});

type Body = PaymentPlan & { code: string; errors: { path: string; code: string }[]; data: PaymentPlan[] };
async function call(method: string, path: string, json?: object, token = clerk) {
  const { status, body, text } = await service.call(method, path, { token, ...(json && { json }) });
  return { status, body: body as unknown as Body, text };
}
const post = (path: string, json: object, token = clerk) => call('POST', path, json, token);
const get = (path: string) => call('GET', path);
const newPatient = async () => (await post('/patients', { name: 'Ana Pérez' })).body.id;
async function draft(patientId: string, cents = 100_00, currency = 'usd') {
  const items = [{ description: 'Crown', quantity: 1, unit_price_cents: cents }];
  return (await post('/invoices', { patient_id: patientId, currency, due_date: '2037-01-15', items })).body
    .id;
}
async function issued(patientId: string, cents = 100_00, currency = 'usd') {
  const id = await draft(patientId, cents, currency);
  expect((await post(`/invoices/${id}/issue`, { notify: [] })).status).toBe(200);
  return id;
}
const rule = { count: 4, first_due_date: '2037-01-31', every: 'month' };
const agree = (patientId: string, invoice_ids: string[], more: object = { rule }) =>
  post(`/patients/${patientId}/payment-plans`, { invoice_ids, ...more });
const pay = async (invoiceId: string, amount_cents: number) =>
  (await post(`/invoices/${invoiceId}/payments`, { amount_cents, method: 'cash' })).body.id;
const plan = async (id: string) => (await get(`/payment-plans/${id}`)).body;
const received = ({ instalments }: PaymentPlan) => instalments.map((each) => each.received_cents);
const dueDate = async (id: string) =>
  ((await get(`/invoices/${id}`)).body as unknown as { due_date: string }).due_date;

async function planned() {
  const patientId = await newPatient();
  const invoices = [await issued(patientId), await issued(patientId)];
  const made = await agree(patientId, invoices);
  expect(made.status, made.text).toBe(201);
  return { patientId, invoices: invoices as [string, string], id: made.body.id, made: made.body };
}

describe('a payment plan', () => {
  test('divides what is owed over dates by rule, and moves the due dates to its end', async () => {
    const { patientId, invoices, made } = await planned();
    expect(made).toMatchObject({
      state: 'active',
      version: 1,
      owed_cents: 200_00,
      received_cents: 0,
      next: { position: 1 },
    });
    expect(made.instalments.map((each) => [each.due_date, each.amount_cents])).toEqual([
      ['2037-01-31', 50_00],
      ['2037-02-28', 50_00],
      ['2037-03-31', 50_00],
      ['2037-04-30', 50_00],
    ]);
    expect(await dueDate(invoices[0])).toBe('2037-04-30');
    expect((await get(`/patients/${patientId}/payment-plans`)).body.data).toHaveLength(1);
  });

  test('bills its fee as an invoice of its own, and takes a down payment at once', async () => {
    const patientId = await newPatient();
    const one = await issued(patientId);
    const { body, text } = await agree(patientId, [one], {
      rule,
      fee_cents: 10_00,
      down_payment_cents: 30_00,
    });
    expect(
      body.invoices?.map((each) => [each.balance_cents, each.is_fee]),
      text,
    ).toEqual([
      [100_00, false],
      [10_00, true],
    ]);
    expect(body.instalments.map((each) => each.amount_cents)).toEqual([30_00, 20_00, 20_00, 20_00, 20_00]);
    expect(body.terms).toContain('$10.00');
  });

  test('takes instalments as they are given', async () => {
    const patientId = await newPatient();
    const instalments = [
      { due_date: '2037-02-01', amount_cents: 70_00 },
      { due_date: '2037-02-02', amount_cents: 30_00 },
    ];
    const { body } = await agree(patientId, [await issued(patientId)], { instalments });
    expect(body.instalments).toMatchObject(instalments);
  });

  test('has the due dates of its invoices: none is moved by itself', async () => {
    const { invoices } = await planned();
    const before = await dueDate(invoices[0]);
    const moved = await post(`/invoices/${invoices[0]}/due-date`, {
      due_date: '2037-02-01',
      reason: 'Asked',
    });
    expect(moved).toMatchObject({ status: 409, body: { code: 'invoice_under_plan' } });
    expect(await dueDate(invoices[0])).toBe(before);
  });

  test('settles the oldest instalments by partial, early and reversed payments', async () => {
    const { id, invoices } = await planned();
    await pay(invoices[1], 20_00);
    expect(received(await plan(id))).toEqual([20_00, 0, 0, 0]);
    const whole = await pay(invoices[0], 100_00);
    expect(received(await plan(id))).toEqual([50_00, 50_00, 20_00, 0]);
    await post(`/payments/${whole}/reverse`, { reason: 'check bounced' }, admin);
    expect(received(await plan(id))).toEqual([20_00, 0, 0, 0]);
    await pay(invoices[0], 100_00);
    await pay(invoices[1], 80_00);
    expect(await plan(id)).toMatchObject({ state: 'completed', next: null, owed_cents: 0 });
  });

  test('keeps what was paid when it is agreed anew, and keeps every version', async () => {
    const { id, invoices } = await planned();
    await pay(invoices[0], 60_00);
    const anew = {
      version: 1,
      reason: 'Lost the job',
      rule: { ...rule, count: 2, first_due_date: '2037-06-30' },
    };
    const { status, body } = await post(`/payment-plans/${id}/replan`, anew);
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 2, owed_cents: 140_00, received_cents: 0, planned_cents: 140_00 });
    expect(body.versions.map((each) => [each.version, each.planned_cents])).toEqual([
      [2, 140_00],
      [1, 200_00],
    ]);
    expect(await dueDate(invoices[1])).toBe('2037-07-30');
    expect((await post(`/payment-plans/${id}/replan`, anew)).status).toBe(412);
  });

  test('gives the due dates back when it is cancelled, and frees its invoices', async () => {
    const { id, patientId, invoices } = await planned();
    expect((await post(`/payment-plans/${id}/cancel`, { reason: 'Paid by the employer' })).body.state).toBe(
      'cancelled',
    );
    expect(await dueDate(invoices[0])).toBe('2037-01-15');
    expect((await post(`/payment-plans/${id}/cancel`, { reason: 'again' })).body.code).toBe('plan_cancelled');
    expect((await agree(patientId, invoices)).status).toBe(201);
    const timeline = await service.call('GET', `/invoices/${invoices[0]}/timeline`, { token: clerk });
    expect(timeline.text).toContain('cancel_payment_plan');
    const { rows } = await owner.query(
      `select action from audit_logs where target_type = 'payment_plan' and target_id = $1 and outcome = 'done' order by sequence`,
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['agree_payment_plan', 'cancel_payment_plan']);
  });

  test('is accepted once, in the words that were read', async () => {
    const { id, made } = await planned();
    const signed = { name: 'Ana Pérez', terms_hash: made.terms_hash };
    const other = await post(`/payment-plans/${id}/accept`, { ...signed, terms_hash: '0'.repeat(64) });
    expect(other.body.errors).toMatchObject([{ path: 'terms_hash', code: 'terms_changed' }]);
    const { body } = await post(`/payment-plans/${id}/accept`, signed);
    expect(body.accepted).toMatchObject({ how: 'signed', name: 'Ana Pérez' });
    expect((await post(`/payment-plans/${id}/accept`, signed)).body.code).toBe('already_accepted');
    const { rows } = await owner.query('select name from payment_plan_acceptances where plan_id = $1', [id]);
    expect(String(rows[0].name)).not.toContain('Ana');
  });
});

describe('bad input is refused with its field, and nothing is stored', () => {
  let patientId: string;
  let open: string;
  beforeAll(async () => {
    patientId = await newPatient();
    open = await issued(patientId);
  });
  const paid = async () => {
    const id = await issued(patientId);
    await pay(id, 100_00);
    return id;
  };
  const cancelled = async () => {
    const id = await issued(patientId);
    await post(`/invoices/${id}/cancel`, { reason: 'wrong' });
    return id;
  };
  const covered = async () => {
    const id = await issued(patientId);
    await agree(patientId, [id]);
    return id;
  };
  test.each<[string, () => Promise<string>, string]>([
    ['a paid invoice', paid, 'nothing_owed'],
    ['a draft', () => draft(patientId), 'nothing_owed'],
    ['a cancelled invoice', cancelled, 'nothing_owed'],
    ['an invoice of another patient', async () => issued(await newPatient()), 'other_patient'],
    ['an invoice in another currency', () => issued(patientId, 100_00, 'eur'), 'other_currency'],
    ['an invoice under another plan', covered, 'under_plan'],
    ['an unknown invoice', async () => '00000000-0000-4000-8000-000000000000', 'invoice_unknown'],
  ])('%s', async (_, make, code) => {
    const { status, body } = await agree(patientId, [open, await make()]);
    expect({ status, errors: body.errors }).toMatchObject({
      status: 400,
      errors: [{ path: 'invoice_ids.1', code }],
    });
  });
  const on = (due_date: string, amount_cents: number) => ({ due_date, amount_cents });
  test.each<[string, object, string]>([
    ['no instalments', { instalments: [] }, 'instalments'],
    ['no instalments by rule', { rule: { ...rule, count: 0 } }, 'rule.count'],
    ['neither rule nor instalments', {}, 'instalments'],
    ['both', { rule, instalments: [on('2037-02-01', 100_00)] }, 'instalments'],
    ['a sum that differs', { instalments: [on('2037-02-01', 99_99)] }, 'instalments'],
    ['a day in the past', { rule: { ...rule, first_due_date: '2026-01-01' } }, 'rule.first_due_date'],
    [
      'days that go back',
      { instalments: [on('2037-02-02', 50_00), on('2037-02-01', 50_00)] },
      'instalments.1.due_date',
    ],
    ['a down payment of everything', { rule, down_payment_cents: 100_00 }, 'down_payment_cents'],
    ['a negative fee', { rule, fee_cents: -1 }, 'fee_cents'],
  ])('%s', async (_, schedule, path) => {
    const { status, body } = await agree(patientId, [open], schedule);
    expect({ status, paths: body.errors?.map((each) => each.path) }).toEqual({ status: 400, paths: [path] });
    const { rows } = await owner.query('select from payment_plan_invoices where invoice_id = $1', [open]);
    expect(rows).toHaveLength(0);
  });
  test('a patient and a plan that do not exist', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect((await agree(unknown, [open])).body.code).toBe('patient_unknown');
    expect((await get(`/payment-plans/${unknown}`)).body.code).toBe('payment_plan_unknown');
  });
});

test('two plans at once do not both cover an invoice', async () => {
  const patientId = await newPatient();
  const id = await issued(patientId);
  const both = await Promise.all([agree(patientId, [id]), agree(patientId, [id])]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 400]);
});

describe('the database refuses, for the application and the owner', () => {
  test.each<[string, string]>([
    ['an instalment added later', `insert into payment_plan_instalments values ($1, 1, 9, '2028-01-01', 1)`],
    ['a changed amount', 'update payment_plan_instalments set amount_cents = 1 where plan_id = $1'],
    ['a deleted version', 'delete from payment_plan_versions where plan_id = $1'],
    ['a plan of another patient', 'update payment_plans set patient_id = gen_random_uuid() where id = $1'],
    ['a deleted plan', 'delete from payment_plans where id = $1'],
    ['an invoice set free', 'update payment_plan_invoices set released_at = now() where plan_id = $1'],
    [
      'a cancelled plan that keeps its invoices',
      `update payment_plans set cancelled_at = now(), cancelled_by = staff_id, cancel_reason = 'x' where id = $1`,
    ],
    [
      'a version that does not come to what is owed',
      `insert into payment_plan_versions (plan_id, version, started_at, reason, staff_id, terms, terms_hash, language)
       select plan_id, 2, now(), 'x', staff_id, terms, terms_hash, language from payment_plan_versions where plan_id = $1`,
    ],
    [
      'terms with another hash',
      `insert into payment_plan_versions (plan_id, version, started_at, reason, staff_id, terms, terms_hash, language)
       select plan_id, 2, now(), 'x', staff_id, terms || '.', terms_hash, language from payment_plan_versions where plan_id = $1`,
    ],
    [
      'an invoice added later',
      `insert into payment_plan_invoices (plan_id, patient_id, currency, invoice_id, due_before)
       select id, patient_id, currency, (select id from invoices i where i.patient_id = p.patient_id limit 1), '2037-01-01'
       from payment_plans p where id = $1`,
    ],
  ])('%s', async (_, statement) => {
    const { id } = await planned();
    for (const client of [app, owner]) await expect(client.query(statement, [id])).rejects.toThrow();
  });
});
