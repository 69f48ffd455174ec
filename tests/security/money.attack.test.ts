/** Attacks on money: approving one's own input, and doing the same thing many times at once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../infra/processes/time.ts';
import { type AttackedClinic, attackedClinic, WAIT } from '../support/attacked/clinic.ts';

let clinic: AttackedClinic;
let admin: string;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  admin = await clinic.signIn(clinic.admin);
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

const post = (path: string, json: object, token: string) =>
  clinic.call('POST', path, { token, json, headers: { 'idempotency-key': randomUUID() } });
const input = { amount_cents: 10_00, reason: 'other', note: 'x', effect: 'credit' };
/** A paid invoice and the payment that settled it. */
async function paid(cents = 100_00) {
  const { id } = await clinic.issue(clerk, { cents });
  await clinic.pay(clerk, id);
  const { data } = (await clinic.call('GET', `/invoices/${id}/payments`, { token: clerk })).body as {
    data: { id: string; status: string }[];
  };
  return { invoiceId: id, paymentId: data.find((payment) => payment.status === 'succeeded')?.id ?? '' };
}
/** What the ledger says of the whole clinic: every transaction is even, and nothing is below what it may be. */
async function booksHold() {
  expect(
    await clinic.rows(
      'select transaction_id, currency from ledger_entries group by 1, 2 having sum(amount_cents) <> 0',
    ),
  ).toEqual([]);
  expect(
    await clinic.rows('select id from payments where refunded_cents > amount_cents or refunded_cents < 0'),
  ).toEqual([]);
}

describe('S30: a refund', () => {
  test('is not approved by who asked for it, admin or not', async () => {
    const { paymentId } = await paid();
    const byClerk = (await post(`/payments/${paymentId}/refund`, input, clerk)).body as { id: string };
    expect((await post(`/refunds/${byClerk.id}/approve`, {}, clerk)).status).toBe(403);
    const byAdmin = (await post(`/payments/${paymentId}/refund`, input, admin)).body as { id: string };
    expect((await post(`/refunds/${byAdmin.id}/approve`, {}, admin)).status).toBe(403);
    const states = await clinic.rows('select status from refunds where id = any ($1)', [
      [byClerk.id, byAdmin.id],
    ]);
    expect(states).toEqual([{ status: 'requested' }, { status: 'requested' }]);
  });

  test('is not approved by who asked for it as a clerk and is an admin now', async () => {
    const { paymentId } = await paid();
    const both = await clinic.hire(admin);
    const asked = (await post(`/payments/${paymentId}/refund`, input, both.token)).body as { id: string };
    await clinic.call('PATCH', `/staff/${both.id}`, { token: admin, json: { role: 'admin' } });
    expect((await post(`/refunds/${asked.id}/approve`, {}, both.token)).status).toBe(403);
  });

  test('is not approved by the admin whom its requester let in, nor by any admin of today', async () => {
    const { paymentId } = await paid();
    const ask = async (by: string) =>
      (
        (await post(`/payments/${paymentId}/refund`, { ...input, amount_cents: 1_00 }, by)).body as {
          id: string;
        }
      ).id;
    const [byAdmin, byClerk] = [await ask(admin), await ask(clerk)];
    const puppet = await clinic.hire(admin, 'admin');
    expect((await post(`/refunds/${byAdmin}/approve`, {}, puppet.token)).body).toMatchObject({
      status: 403,
      code: 'approver_let_in_by_requester',
    });
    expect((await post(`/refunds/${byClerk}/approve`, {}, puppet.token)).body).toMatchObject({
      status: 403,
      code: 'approver_new',
    });
    for (const id of [byAdmin, byClerk]) {
      const forced = clinic.rows(
        `update refunds set status = 'approved', decided_by = $2, decided_at = now() where id = $1`,
        [id, puppet.id],
      );
      await expect(forced).rejects.toThrow('was given access lately');
    }
  });

  test('is not approved with a token alone, nor with a proof that was for something else', async () => {
    const { paymentId } = await paid();
    const asked = await Promise.all(
      [1, 2].map(async () => {
        const half = { ...input, amount_cents: 50_00 };
        return ((await post(`/payments/${paymentId}/refund`, half, clerk)).body as { id: string }).id;
      }),
    );
    const token = await clinic.signIn(clinic.admin);
    const approve = (id: string | undefined) =>
      clinic.call('POST', `/refunds/${id}/approve`, { token, json: {}, unproven: true });
    const refused = await approve(asked[0]);
    expect(refused.body).toMatchObject({ status: 403, code: 'step_up_needed' });
    const prove = (more: object) =>
      clinic.call('POST', '/auth/step-up', { token, json: { password: clinic.admin.password, ...more } });
    await prove({});
    expect((await approve(asked[0])).status).toBe(403);
    await prove({ request: (refused.body as { step_up_request: string }).step_up_request });
    expect((await approve(asked[1])).status).toBe(403);
    expect((await approve(asked[0])).status).toBeLessThan(300);
    expect((await approve(asked[0])).status).toBe(403);
  });

  test('S34: of more than was paid, of nothing, or of less than a cent is refused', async () => {
    const { paymentId } = await paid();
    for (const amount_cents of [100_01, 0, -1, 0.5, '100', 1e20]) {
      const answer = await post(`/payments/${paymentId}/refund`, { ...input, amount_cents }, clerk);
      expect([400, 409, 422], `${amount_cents}`).toContain(answer.status);
    }
  });
});

describe('S35: twenty at once', () => {
  const twenty = <T>(one: (index: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 20 }, (_, index) => one(index)));

  test('refunds of one payment come to no more than was paid', async () => {
    const { paymentId } = await paid(100_00);
    const asked = await twenty(() =>
      post(`/payments/${paymentId}/refund`, { ...input, amount_cents: 30_00 }, clerk),
    );
    expect(asked.filter((answer) => answer.status >= 500)).toEqual([]);
    const ids = asked
      .filter((answer) => answer.status === 202)
      .map(({ body }) => (body as { id: string }).id);
    expect(ids.length).toBeLessThanOrEqual(3);
    const approved = await Promise.all(
      ids.flatMap((id) => [1, 2].map(() => post(`/refunds/${id}/approve`, {}, admin))),
    );
    expect(approved.filter((answer) => answer.status >= 500)).toEqual([]);
    await until('the refunds', WAIT, async () => {
      const open = await clinic.rows(
        `select from refunds where payment_id = $1 and status not in ('succeeded', 'failed', 'rejected')`,
        [paymentId],
      );
      return open.length === 0;
    });
    const [row] = await clinic.rows<{ refunded_cents: string }>(
      'select refunded_cents from payments where id = $1',
      [paymentId],
    );
    expect(Number(row?.refunded_cents)).toBe(ids.length * 30_00);
    await booksHold();
  });

  test('payments at the desk settle no more than is owed, and lose nothing', async () => {
    const { id } = await clinic.issue(clerk, { cents: 100_00 });
    const json = { amount_cents: 30_00, method: 'cash', reference: 'till 1' };
    const answers = await twenty(() => post(`/invoices/${id}/payments`, json, clerk));
    expect(answers.filter((answer) => answer.status >= 500)).toEqual([]);
    const taken = answers.filter((answer) => answer.status < 300).length;
    const { body } = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
    expect(body).toMatchObject({ balance_cents: 0, payment_summary: { paid_cents: 100_00 } });
    // What is more than the debt is the patient's, and no one's revenue.
    const [credit] = await clinic.rows<{ cents: string }>(
      `select -sum(e.amount_cents) as cents from ledger_entries e join invoices i on i.patient_id = e.patient_id
       where i.id = $1 and e.account = 'patient_credit'`,
      [id],
    );
    expect(Number(credit?.cents)).toBe(taken * 30_00 - 100_00);
    await booksHold();
  });

  test('cancellations and payments leave one of the two, never both', async () => {
    const { id } = await clinic.issue(clerk, { cents: 100_00 });
    const cash = { amount_cents: 100_00, method: 'cash', reference: 'till 1' };
    const answers = await twenty((index) =>
      index % 2 === 0
        ? post(`/invoices/${id}/cancel`, { reason: 'booked twice' }, clerk)
        : post(`/invoices/${id}/payments`, cash, clerk),
    );
    expect(answers.filter((answer) => answer.status >= 500)).toEqual([]);
    const { body } = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
    const { status, payment_summary: summary } = body as {
      status: string;
      payment_summary: { paid_cents: number };
    };
    expect(['cancelled 0', `paid ${100_00}`]).toContain(`${status} ${summary.paid_cents}`);
    await booksHold();
  });

  test('payment pages of one invoice leave one that can be paid', async () => {
    const { id, token } = await clinic.issue(clerk, { cents: 100_00 });
    const pages = await twenty(() => clinic.call('POST', `/public/invoices/${token}/checkout`, { json: {} }));
    expect(pages.filter((answer) => answer.status >= 500)).toEqual([]);
    await clinic.pay(clerk, id);
    const read = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
    expect(read.body).toMatchObject({ status: 'paid', balance_cents: 0 });
    await booksHold();
  });
});

test('S39: what was done once is not done again by the same Idempotency-Key', async () => {
  const { id } = await clinic.issue(clerk, { cents: 100_00 });
  const headers = { 'idempotency-key': randomUUID() };
  const json = { amount_cents: 30_00, method: 'cash', reference: 'till 1' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      clinic.call('POST', `/invoices/${id}/payments`, { token: clerk, json, headers }),
    ),
  );
  expect(answers.filter((answer) => answer.status >= 500)).toEqual([]);
  const { body } = await clinic.call('GET', `/invoices/${id}`, { token: clerk });
  expect(body).toMatchObject({ balance_cents: 70_00 });
});
