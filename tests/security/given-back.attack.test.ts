/** Attacks that take one sum of money out twice: as credit, as a refund, through the payer's bank, at the desk. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeRefund } from '../../functions/capabilities/refunds/execute.ts';
import { until } from '../../infra/processes/time.ts';
import { type AttackedClinic, ask, attackedClinic, WAIT } from '../support/attacked/clinic.ts';

let clinic: AttackedClinic;
let admin: string;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  admin = await clinic.signIn(clinic.admin);
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

type Bill = { invoiceId: string; patientId: string; paymentId: string; chargeId: string };
type Effect = 'credit' | 'reopen';
const EFFECTS: Effect[] = ['credit', 'reopen'];

const post = (path: string, json: object, token = admin) =>
  clinic.call('POST', path, { token, json, headers: { 'idempotency-key': randomUUID() } });
/** The same, which must be done. */
async function done(path: string, json: object, token = admin): Promise<{ id: string }> {
  const answer = await post(path, json, token);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer.body as { id: string };
}
/** 100.00 paid by card. */
async function paid(): Promise<Bill> {
  const { id: invoiceId, patientId } = await clinic.issue(clerk, { cents: 100_00 });
  await clinic.pay(clerk, invoiceId);
  const [row] = await clinic.rows<{ id: string; charge: string }>(
    'select id, stripe_charge_id as charge from payments where invoice_id = $1',
    [invoiceId],
  );
  return { invoiceId, patientId, paymentId: row?.id ?? '', chargeId: row?.charge ?? '' };
}
const note = ({ invoiceId }: Bill, amount_cents = 100_00) =>
  done(`/invoices/${invoiceId}/credit-notes`, { amount_cents, reason: 'not given' });
const payOut = ({ patientId }: Bill, amount_cents = 100_00) =>
  post(`/patients/${patientId}/credit/refund-offline`, { amount_cents, method: 'cash', reference: 'till 1' });
const request = ({ paymentId }: Bill, effect: Effect = 'credit', amount_cents?: number) =>
  post(
    `/payments/${paymentId}/refund`,
    { reason: 'other', note: 'x', effect, ...(amount_cents && { amount_cents }) },
    clerk,
  );
const requested = async (bill: Bill, effect: Effect = 'credit', amount?: number): Promise<string> =>
  ((await request(bill, effect, amount)).body as { id: string }).id;
const approve = (id: string) => post(`/refunds/${id}/approve`, {});
const cash = async ({ invoiceId }: Bill, amount_cents: number): Promise<string> =>
  (await done(`/invoices/${invoiceId}/payments`, { amount_cents, method: 'cash', reference: 'till 1' })).id;

const succeeded = (refund: string | undefined) =>
  until('the refund', WAIT, async () => {
    const rows = await clinic.rows(`select from refunds where id = $1 and status = 'succeeded'`, [refund]);
    return rows.length === 1;
  });
/** Another invoice of the same patient. */
async function another({ patientId: patient_id }: Bill): Promise<string> {
  const items = [{ description: 'Check-up', quantity: 1, unit_price_cents: 100_00 }];
  const { id } = await done('/invoices', { patient_id, due_date: '2037-01-31', items }, clerk);
  await done(`/invoices/${id}/issue`, {}, clerk);
  return id;
}

/** All that is booked and requested of a patient. */
const books = ({ patientId }: Bill) =>
  clinic.rows(
    `select (select count(*) from ledger_entries where patient_id = $1 or invoice_id in (select id from invoices where patient_id = $1)) as entries,
       (select count(*) from credit_uses where patient_id = $1) as uses,
       (select json_agg(r.status order by r.created_at, r.id) from refunds r join payments y on y.id = r.payment_id
        join invoices i on i.id = y.invoice_id where i.patient_id = $1) as refunds`,
    [patientId],
  );
/** The attack gets the refusal with this code, and nothing is booked. */
async function refused(bill: Bill, attack: () => ReturnType<typeof post>, code: string): Promise<void> {
  const before = await books(bill);
  const { body } = await attack();
  expect(body).toMatchObject({ status: 409, code });
  expect(await books(bill)).toEqual(before);
}
/** What went out and came in, in cents. */
async function outAndIn({ patientId }: Bill): Promise<{ out: number; in: number }> {
  const [row] = await clinic.rows<{ out: number; in: number }>(
    `select ((select coalesce(sum(y.amount_cents), 0) from payments y join invoices i on i.id = y.invoice_id
        where i.patient_id = $1 and y.status <> 'failed' and y.reversed_at is null))::int as in,
      ((select coalesce(sum(r.amount_cents), 0) from refunds r join payments y on y.id = r.payment_id join invoices i on i.id = y.invoice_id
        where i.patient_id = $1 and r.status in ('approved', 'processing', 'succeeded'))
      + (select coalesce(sum(amount_cents), 0) from credit_uses where patient_id = $1 and kind = 'refunded'))::int as out`,
    [patientId],
  );
  return row ?? { out: Number.NaN, in: Number.NaN };
}

describe('S36: 100.00 by card, credited and paid out in cash', () => {
  test.each(EFFECTS)('is not requested back again with effect %s', async (effect) => {
    const bill = await paid();
    await note(bill);
    expect((await payOut(bill)).status).toBe(201);
    await refused(bill, () => request(bill, effect), 'invoice_given_back');
    await refused(bill, () => request(bill, effect, 1), 'invoice_given_back');
    const { body } = await clinic.call('GET', `/payments/${bill.paymentId}`, { token: clerk });
    expect(body).toMatchObject({ refundable_cents: 0, not_refundable: { code: 'invoice_given_back' } });
  });

  test.each(EFFECTS)('is not approved when it was requested before, effect %s', async (effect) => {
    const bill = await paid();
    const id = await requested(bill, effect);
    await note(bill);
    expect((await payOut(bill)).status).toBe(201);
    await refused(bill, () => approve(id), 'invoice_given_back');
    const { body } = await clinic.call('GET', `/refunds/${id}`, { token: admin });
    expect(body).toMatchObject({
      not_approvable: { code: 'invoice_given_back' },
      given_back: { taken_cents: 100_00, credit_used_cents: 100_00, left_cents: 0 },
    });
  });

  test.each(EFFECTS)('is not sent when a forged approval gets past the guard, effect %s', async (effect) => {
    const bill = await paid();
    const id = await requested(bill, effect);
    await note(bill);
    expect((await payOut(bill)).status).toBe(201);
    const [by] = await clinic.rows<{ id: string }>('select id from staff where email = $1', [
      clinic.admin.email,
    ]);
    const forge = `update refunds set status = 'approved', decided_by = $2, decided_at = now() where id = $1`;
    await expect(clinic.rows(forge, [id, by?.id])).rejects.toThrow('more than it took');
    await clinic.rows('alter table refunds disable trigger refunds_money_back');
    try {
      await clinic.rows(forge, [id, by?.id]);
    } finally {
      await clinic.rows('alter table refunds enable trigger refunds_money_back');
    }
    const app = clinic.openApp();
    try {
      const work = { id, topic: 'execute_refund' as const, subjectId: id, attempts: 1, crashes: 0 };
      const sending = executeRefund(app, { ...work, requestId: 'attack' });
      await expect(sending).resolves.toBeUndefined();
    } finally {
      await app.close();
    }
    const rows = await clinic.rows(
      'select status, failure_reason, stripe_refund_id from refunds where id = $1',
      [id],
    );
    expect(rows).toEqual([
      { status: 'failed', failure_reason: 'invoice_given_back', stripe_refund_id: null },
    ]);
    expect(await outAndIn(bill)).toEqual({ out: 100_00, in: 100_00 });
  });
});

describe('S36: money that left another way', () => {
  test.each(EFFECTS)('as credit on another invoice is not refunded again, effect %s', async (effect) => {
    const bill = await paid();
    await note(bill);
    const invoice_id = await another(bill);
    await done(`/patients/${bill.patientId}/credit/apply`, { invoice_id }, clerk);
    await refused(bill, () => request(bill, effect, 1), 'invoice_given_back');
  });

  test('in a half refund and a pay-out leaves nothing for a second half', async () => {
    const bill = await paid();
    const halves = [await requested(bill, 'credit', 50_00), await requested(bill, 'reopen', 50_00)];
    await note(bill);
    expect((await payOut(bill, 50_00)).status).toBe(201);
    expect((await approve(halves[0] ?? '')).status).toBeLessThan(300);
    await succeeded(halves[0]);
    await refused(bill, () => approve(halves[1] ?? ''), 'invoice_given_back');
    await refused(bill, () => payOut(bill, 1), 'no_credit');
    expect(await outAndIn(bill)).toEqual({ out: 100_00, in: 100_00 });
  });

  test('by a lost dispute is neither refunded nor paid out, whoever bears it', async () => {
    for (const outcome of ['absorb', 'reopen']) {
      const bill = await paid();
      await note(bill);
      const invoice_id = await another(bill);
      const opened = await ask(clinic.run.stripe, 'POST', `/_control/charges/${bill.chargeId}/dispute`, {
        json: {},
      });
      const { dispute } = opened.body as { dispute: { id: string } };
      const states = () =>
        clinic.rows<{ id: string; status: string; withdrawn: number }>(
          'select id, status, withdrawn_cents::int as withdrawn from disputes where stripe_dispute_id = $1',
          [dispute.id],
        );
      await until('the dispute', WAIT, async () => (await states())[0]?.withdrawn === 100_00);
      await refused(bill, () => payOut(bill, 1), 'credit_reserved');
      const apply = { invoice_id, amount_cents: 1 };
      await refused(bill, () => post(`/patients/${bill.patientId}/credit/apply`, apply), 'credit_reserved');
      await refused(bill, () => request(bill, 'credit', 1), 'payment_disputed');
      await ask(clinic.run.stripe, 'POST', `/_control/disputes/${dispute.id}`, { json: { outcome: 'lost' } });
      await until('its end', WAIT, async () => (await states())[0]?.status === 'lost');
      await done(`/disputes/${(await states())[0]?.id}/decide`, { outcome });
      await refused(bill, () => payOut(bill, 1), 'no_credit');
      await refused(bill, () => request(bill, 'reopen', 1), 'payment_disputed');
    }
  });

  test('from several payments of one invoice is given back once', async () => {
    const bill = await paid();
    const atDesk = await cash(bill, 50_00);
    await note(bill);
    expect((await payOut(bill, 120_00)).status).toBe(201);
    await refused(bill, () => request(bill, 'credit', 30_01), 'invoice_given_back');
    await refused(bill, () => post(`/payments/${atDesk}/reverse`, { reason: 'twice' }), 'credit_spent');
    const id = await requested(bill, 'credit', 30_00);
    expect((await approve(id)).status).toBeLessThan(300);
    await succeeded(id);
    await refused(bill, () => payOut(bill, 1), 'no_credit');
    await refused(bill, () => request(bill, 'reopen', 1), 'invoice_given_back');
    expect(await outAndIn(bill)).toEqual({ out: 150_00, in: 150_00 });
  });

  test('by a reversal is not refunded from the card that paid beside it', async () => {
    const bill = await paid();
    const atDesk = await cash(bill, 50_00);
    await done(`/payments/${atDesk}/reverse`, { reason: 'bounced' });
    await refused(bill, () => payOut(bill, 1), 'no_credit');
    expect((await request(bill, 'credit', 100_01)).status).toBe(422);
    await note(bill);
    expect((await payOut(bill, 100_00)).status).toBe(201);
    await refused(bill, () => request(bill, 'credit', 1), 'invoice_given_back');
    expect(await outAndIn(bill)).toEqual({ out: 100_00, in: 100_00 });
  });
});

describe('S36: at the same moment', () => {
  test('approvals and pay-outs of one sum come to that sum', async () => {
    const bill = await paid();
    const ids = [await requested(bill, 'credit', 60_00), await requested(bill, 'reopen', 40_00)];
    await note(bill);
    const answers = await Promise.all([
      ...ids.map((id) => approve(id)),
      ...[100_00, 60_00, 40_00, 40_00].map((amount) => payOut(bill, amount)),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect((await outAndIn(bill)).out).toBeLessThanOrEqual(100_00);
  });

  test('requests and pay-outs of one sum, approved afterwards, come to that sum', async () => {
    const bill = await paid();
    await note(bill);
    const answers = await Promise.all([
      ...EFFECTS.map((effect) => request(bill, effect, 70_00)),
      ...[70_00, 70_00].map((amount) => payOut(bill, amount)),
    ]);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    const waiting = await clinic.rows<{ id: string }>('select id from refunds where payment_id = $1', [
      bill.paymentId,
    ]);
    const approved = await Promise.all(waiting.map(({ id }) => approve(id)));
    expect(approved.filter(({ status }) => status >= 500)).toEqual([]);
    expect((await outAndIn(bill)).out).toBeLessThanOrEqual(100_00);
  });
});
