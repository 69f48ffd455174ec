/** Links of a patient's account: what they show, what they pay, and that they never reach another patient. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccountLink, openLink } from '../../functions/capabilities/links/open.ts';
import { revokeLink } from '../../functions/capabilities/links/revoke.ts';
import { createAccountLink } from '../../functions/capabilities/patients/account-link.ts';
import { openAccountCheckout } from '../../functions/capabilities/public/account-checkout.ts';
import { openPatientCheckout } from '../../functions/capabilities/public/checkout.ts';
import { renewLink } from '../../functions/capabilities/public/renew-link.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { cents } from '../../functions/domain/money.ts';
import { linkExpiry } from '../../functions/domain/patient-link.ts';
import { invoiceReply } from '../../functions/http/replies/public.ts';
import { accountReply } from '../../functions/http/replies/public-account.ts';
import { line } from '../support/clinic-builder.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

const patientCaller = bySystem('test');

/** A patient who owes 50.00 and 30.00 dollars and 20.00 euros, with a link to the account. */
async function owing() {
  const patientId = await clinic.patient();
  const first = await clinic.issued({ patientId, dueOn: '2027-01-31', lines: [line(50_00)] });
  const second = await clinic.issued({ patientId, dueOn: '2027-02-28', lines: [line(30_00)] });
  const euros = await clinic.issued({ patientId, currency: 'eur', lines: [line(20_00)] });
  const link = await createAccountLink(clinic.app, { patientId, channels: [] }, clinic.clerk);
  return { patientId, first, second, euros, link, token: clinic.app.tokens.linkToken(link) };
}
const listed = (patientId: string) =>
  clinic.app.db.read.links.listOfAccount(patientId, clinic.app.clock.now());
/** The messages about the account itself. */
const accountMessages = async (patientId: string) =>
  (await clinic.app.db.read.messages.list({ patientId }, { limit: 50 })).data.filter(
    ({ kind }) => kind === 'account',
  );
const all = { chosen: undefined, amountCents: undefined };
const choose = (invoiceId: string) => [{ invoiceId, amountCents: undefined }];
const gone = { code: 'link_no_longer_valid' };
const payLink = async (invoiceId: string) =>
  clinic.app.tokens.linkToken(
    await clinic.app.db.transaction((tx) =>
      tx.links.add(invoiceId, 'pay', linkExpiry('pay', clinic.app.clock.now())),
    ),
  );
const openSession = async () =>
  (await clinic.harness.stripe.checkout.sessions.list({ limit: 1, status: 'open' })).data[0];

describe('the link of an account', () => {
  test('shows what is owed by currency, the oldest due first, and nothing of the treatment', async () => {
    const { patientId, first, second, euros, token } = await owing();
    const opened = await openAccountLink(clinic.app, token, patientCaller);
    expect(opened.patientId).toBe(patientId);
    const reply = await accountReply(clinic.app, opened.patientId);
    expect(reply.accounts).toMatchObject([
      {
        currency: 'eur',
        owed_cents: 20_00,
        invoices: [{ id: euros.id, processing: false }],
      },
      {
        currency: 'usd',
        owed_cents: 80_00,
        credit_cents: 0,
        invoices: [
          { id: first.id, invoice_number: first.invoice_number, balance_cents: 50_00 },
          { id: second.id, balance_cents: 30_00 },
        ],
        instalments: [],
      },
    ]);
    expect(JSON.stringify(reply)).not.toContain('Consultation');
  });

  test('pays everything in a currency, a choice or an amount, and shows the result', async () => {
    const { first, second, token } = await owing();
    const pay = (choice: object) =>
      openAccountCheckout(clinic.app, { token, currency: 'usd', ...all, ...choice }, patientCaller);
    await pay({ chosen: choose(second.id) });
    await pay({ amountCents: cents(60_00) });
    const { url, resultToken } = await pay({});
    const session = await openSession();
    expect(session).toMatchObject({ url, amount_total: 80_00 });
    await clinic.harness.pay(session?.id ?? '');
    await clinic.sync();
    const result = await openLink(clinic.app, resultToken ?? '', 'result', patientCaller);
    expect(await clinic.app.db.read.checkouts.result(result.id)).toMatchObject({
      invoiceNumber: `${first.invoice_number}, ${second.invoice_number}`,
      amountCents: 80_00,
      state: 'paid',
    });
    for (const { id } of [first, second])
      expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
  });

  test('pays no invoice of another patient, which does not exist for this one', async () => {
    const { token } = await owing();
    const other = await clinic.issued();
    const choice = { ...all, chosen: choose(other.id) };
    await expect(
      openAccountCheckout(clinic.app, { token, currency: 'usd', ...choice }, patientCaller),
    ).rejects.toMatchObject({ fields: [{ path: 'invoices.0.invoice_id', code: 'invoice_unknown' }] });
  });

  test('opens no invoice, receipt or result, and no other link opens an account', async () => {
    const { first, token } = await owing();
    for (const page of ['pay', 'receipt', 'result'] as const)
      await expect(openLink(clinic.app, token, page, patientCaller)).rejects.toMatchObject(gone);
    const pay = await payLink(first.id);
    await expect(openAccountLink(clinic.app, pay, patientCaller)).rejects.toMatchObject(gone);
  });

  test('ends when a new one is made, when it is revoked, and when the patient is erased', async () => {
    const { patientId, token } = await owing();
    const next = await createAccountLink(clinic.app, { patientId, channels: [] }, clinic.clerk);
    await expect(openAccountLink(clinic.app, token, patientCaller)).rejects.toMatchObject(gone);
    const newer = clinic.app.tokens.linkToken(next);
    await openAccountLink(clinic.app, newer, patientCaller);
    await revokeLink(clinic.app, next.id, clinic.clerk);
    await expect(openAccountLink(clinic.app, newer, patientCaller)).rejects.toMatchObject(gone);
    const last = await createAccountLink(clinic.app, { patientId, channels: [] }, clinic.clerk);
    await clinic.app.db.transaction((tx) => tx.patients.erase(patientId, clinic.app.clock.now()));
    const erased = clinic.app.tokens.linkToken(last);
    await expect(openAccountLink(clinic.app, erased, patientCaller)).rejects.toMatchObject(gone);
    await expect(
      createAccountLink(clinic.app, { patientId, channels: [] }, clinic.clerk),
    ).rejects.toMatchObject({
      code: 'patient_erased',
    });
  });

  test('that has ended is renewed as a link of the account, which goes to the address on file', async () => {
    const { patientId, link, token } = await owing();
    await clinic.rows('update patient_links set expires_at = now() where id = $1', [link.id]);
    await renewLink(clinic.app, token, patientCaller);
    expect(await accountMessages(patientId)).toMatchObject([{ channel: 'email', invoice_id: null }]);
    const [fresh, ended] = await listed(patientId);
    expect(fresh).toMatchObject({ purpose: 'account', state: 'active', created_by_name: null });
    expect(ended).toMatchObject({ id: link.id, state: 'expired' });
  });

  test('is listed with who made it, how often it was opened, and that it was revoked', async () => {
    const { patientId, link, first } = await owing();
    await clinic.app.db.read.links.countView(link.id);
    const [before] = await listed(patientId);
    const clerk = await clinic.app.db.read.staff.get(clinic.clerk.actor.id);
    expect(before).toMatchObject({ id: link.id, state: 'active', view_count: 1, revoked_at: null });
    expect(before).toMatchObject({ created_by_name: clerk?.name, last_viewed_at: expect.any(String) });
    await revokeLink(clinic.app, link.id, clinic.clerk);
    expect(await listed(patientId)).toMatchObject([{ state: 'revoked', revoked_at: expect.any(String) }]);
    const ofInvoice = await clinic.app.db.read.links.list(first.id, clinic.app.clock.now());
    expect(ofInvoice.map(({ purpose }) => purpose)).not.toContain('account');
  });

  test('is made and sent in one step, once for each channel', async () => {
    const { patientId } = await owing();
    const channels = ['email', 'email'] as const;
    const link = await createAccountLink(clinic.app, { patientId, channels }, clinic.clerk);
    expect(await accountMessages(patientId)).toMatchObject([
      { kind: 'account', channel: 'email', state: 'pending', invoice_number: null, needs_attention: false },
    ]);
    expect(
      await clinic.rows('select details from audit_logs where action = $1 and details ->> $2 = $3', [
        'create_account_link',
        'link_id',
        link.id,
      ]),
    ).toMatchObject([{ details: { channels } }]);
  });

  test('is not made when it cannot be sent: no address, an unknown patient', async () => {
    const patientId = await clinic.patient({ email: null });
    const create = (id: string, channel: 'email' | 'sms') =>
      createAccountLink(clinic.app, { patientId: id, channels: [channel] }, clinic.clerk);
    for (const channel of ['email', 'sms'] as const)
      await expect(create(patientId, channel)).rejects.toMatchObject({
        fields: [{ path: 'notify', code: 'no_address' }],
      });
    expect(await listed(patientId)).toEqual([]);
    await expect(create(randomUUID(), 'email')).rejects.toMatchObject({ code: 'patient_unknown' });
  });
});

describe('the link of an invoice', () => {
  test('says what is owed in all, and pays it', async () => {
    const { first, second } = await owing();
    const token = await payLink(first.id);
    const link = await openLink(clinic.app, token, 'pay', patientCaller);
    expect(await invoiceReply(clinic.app, link)).toMatchObject({
      balance_cents: 50_00,
      account_owed_cents: 80_00,
    });
    const input = { token, amountCents: undefined, everything: true };
    await openPatientCheckout(clinic.app, input, patientCaller);
    const session = await openSession();
    expect(session).toMatchObject({ amount_total: 80_00 });
    await clinic.harness.pay(session?.id ?? '');
    await clinic.sync();
    for (const { id } of [first, second])
      expect(await clinic.invoice(id)).toMatchObject({ status: 'paid', balance_cents: 0 });
  });

  test('pays everything or an amount, not both', async () => {
    const { first } = await owing();
    const input = { token: await payLink(first.id), amountCents: 10_00, everything: true };
    await expect(openPatientCheckout(clinic.app, input, patientCaller)).rejects.toMatchObject({
      fields: [{ path: 'amount_cents', code: 'everything_or_amount' }],
    });
  });
});
