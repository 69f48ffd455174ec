/** Links of an account: guessed, changed, ended, or used for what is not the patient's; nothing leaks, nothing is booked. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../infra/processes/time.ts';
import { type AttackedClinic, ask, attackedClinic, elsewhere, WAIT } from '../support/attacked/clinic.ts';
import { forged } from '../support/attacked/forged-link.ts';

let clinic: AttackedClinic;
let clerk: string;
let admin: string;
beforeAll(async () => {
  clinic = attackedClinic();
  clerk = await clinic.signIn(clinic.clerk);
  admin = await clinic.signIn(clinic.admin);
});
afterAll(() => clinic.close());

const open = (token: string) => clinic.call('GET', `/public/accounts/${token}`, { from: elsewhere() });
const pay = (token: string, json: object) =>
  clinic.call('POST', `/public/accounts/${token}/checkout`, {
    json: { currency: 'usd', ...json },
    from: elsewhere(),
  });
const renew = (token: string) =>
  clinic.call('POST', '/public/links/renew', { json: { token }, from: elsewhere() });
const post = async (path: string, json: object, token = clerk) => {
  const answer = await clinic.call('POST', path, { token, json });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
  return answer.body as Record<string, unknown>;
};

/** A link of the account, as staff get it. */
async function linkOf(patientId: string): Promise<{ id: string; token: string }> {
  const { id, url } = await post(`/patients/${patientId}/account-link`, {});
  return { id: String(id), token: String(url).split('/').at(-1) ?? '' };
}

/** Another issued invoice of a patient. */
async function another(patientId: string, more: object = {}): Promise<string> {
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 30_00 }];
  const draft = await post('/invoices', { patient_id: patientId, due_date: '2037-02-28', items, ...more });
  return String((await post(`/invoices/${draft.id}/issue`, {})).id);
}

/** A patient who owes $100, with a link of the account. */
async function owing() {
  const invoice = await clinic.issue(clerk);
  return { ...invoice, invoiceId: invoice.id, ...(await linkOf(invoice.patientId)) };
}

/** All that could have been booked or asked for about these patients. */
const booked = (...patients: string[]) =>
  clinic.rows(
    `select (select count(*) from payments y join invoices i on i.id = y.invoice_id where i.patient_id = any ($1)) as payments,
       (select count(*) from ledger_entries where patient_id = any ($1)) as entries,
       (select count(*) from checkout_sessions c join invoices i on i.id = c.invoice_id
         where i.patient_id = any ($1)) as pages,
       (select sum(balance_cents) from invoices where patient_id = any ($1)) as owed`,
    [patients],
  );

/** The pages at Stripe of new invoices are made in the background; until then the counts still change. */
async function settled(...ids: string[]): Promise<void> {
  await until('the payment pages', WAIT, async () => {
    const rows = await clinic.rows(
      `select from checkout_sessions where invoice_id = any ($1) and state = 'open'`,
      [ids],
    );
    return rows.length === ids.length;
  });
}

const fieldsOf = (body: unknown) => (body as { errors?: { path: string; code: string }[] }).errors;

describe('S25: a link of an account that does not work', () => {
  test('is answered like any other that does not, to read and to pay, and nothing is booked', async () => {
    const good = await owing();
    const other = await owing();
    const [ended, revoked, replaced] = [await owing(), await owing(), await owing()];
    const erased = await post('/patients', { name: 'Ana Pérez', email: `${randomUUID()}@patients.example` });
    const ofErased = await linkOf(String(erased.id));
    await settled(good.invoiceId, other.invoiceId);
    await clinic.rows(`update patient_links set expires_at = now() - interval '1 second' where id = $1`, [
      ended.id,
    ]);
    expect(
      (await clinic.call('POST', `/links/${revoked.id}/revoke`, { token: clerk, json: {} })).status,
    ).toBe(204);
    await linkOf(replaced.patientId);
    const erase = { token: admin, json: { override_reason: 'asked for it in writing' } };
    expect((await clinic.call('POST', `/patients/${erased.id}/erase`, erase)).status).toBe(204);

    const { token } = good;
    const bad = {
      'one bit flipped': token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21),
      'spliced from two': token.slice(0, 22) + other.token.slice(22),
      'made longer': `${token}A`,
      'cut off': token.slice(0, -1),
      'never a link': 'nonsense',
      'only random': randomBytes(38).toString('base64url'),
      'of another purpose': forged(token, { purpose: 0 }),
      'of a later end': forged(token, { expiresAt: 4_000_000_000 }),
      'signed with the wrong secret': forged(token, { secret: 'change-me-to-32-random-bytes-or-more' }),
      'of an invoice': (await clinic.issue(clerk)).token,
      'the id of a patient': good.patientId,
      ended: ended.token,
      revoked: revoked.token,
      'ended by a newer one': replaced.token,
      'of an erased patient': ofErased.token,
    };
    const before = await booked(good.patientId, other.patientId);
    const answers = [];
    for (const [name, link] of Object.entries(bad)) {
      for (const answer of [await open(link), await pay(link, {})]) {
        const { 'x-request-id': _id, date: _date, ...rest } = Object.fromEntries(answer.headers);
        const body = { ...(answer.body as object), request_id: '', instance: '' };
        answers.push({ name, status: answer.status, rest, body, size: answer.bytes.length });
      }
    }
    for (const answer of answers)
      expect({ ...answer, name: '' }, answer.name).toEqual({ ...answers[0], name: '' });
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'link_no_longer_valid' } });
    expect(await booked(good.patientId, other.patientId)).toEqual(before);
    expect((await open(token)).status).toBe(200);
  });

  test('is renewed to the address on file only, and not at all when it was revoked or the patient erased', async () => {
    const [ended, revoked] = [await owing(), await owing()];
    await clinic.rows(`update patient_links set expires_at = now() - interval '1 second' where id = $1`, [
      ended.id,
    ]);
    await clinic.call('POST', `/links/${revoked.id}/revoke`, { token: clerk, json: {} });
    const answers = [];
    for (const token of [ended.token, revoked.token, 'nonsense']) {
      const { status, text } = await renew(token);
      answers.push({ status, text });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.text).not.toContain(ended.email);
    await until('the e-mail', WAIT, async () => (await clinic.mailTo(ended.email)).length > 0);
    const [mail] = await clinic.mailTo(ended.email);
    const fresh = /\/patient\/account\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect((await open(fresh)).status).toBe(200);
    expect((await open(ended.token)).status).toBe(401);
    for (const secret of ['Ana Pérez', 'Consultation', '$', ended.number])
      expect(mail?.text).not.toContain(secret);
    expect(await clinic.mailTo(revoked.email)).toEqual([]);
  });
});

describe('S23: a link of an account', () => {
  test('opens nothing else, and is listed and revoked by staff only', async () => {
    const { token, id, patientId, invoiceId } = await owing();
    const from = elsewhere();
    for (const path of [
      `/public/invoices/${token}`,
      `/public/invoices/${token}/pdf`,
      `/public/receipts/${token}`,
      `/public/receipts/${token}/pdf`,
      `/public/results/${token}`,
    ])
      expect((await clinic.call('GET', path, { from })).status, path).toBe(401);
    for (const path of [`/invoices/${invoiceId}`, `/patients/${patientId}`, `/patients/${patientId}/links`])
      expect((await clinic.call('GET', path, { token, from: elsewhere() })).status, path).toBe(401);
    const anonymous = { json: {}, from: elsewhere() };
    expect((await clinic.call('POST', `/links/${id}/revoke`, anonymous)).status).toBe(401);
    expect((await clinic.call('POST', `/patients/${patientId}/account-link`, anonymous)).status).toBe(401);
    const listed = await clinic.call('GET', `/patients/${patientId}/links`, { token: clerk });
    expect(listed.body).toMatchObject({ data: [{ id, purpose: 'account', state: 'active', view_count: 0 }] });
    expect(listed.text).not.toContain(token);
    expect((await open(token)).status).toBe(200);
  });

  test('shows what its page shows, and nothing of the treatment or of another patient', async () => {
    const own = await owing();
    const other = await owing();
    const { body, text } = await open(own.token);
    expect(Object.keys(body as object).sort()).toEqual(['accounts', 'clinic', 'patient_name']);
    const [account] = (body as { accounts: { invoices: object[] }[] }).accounts;
    expect(Object.keys(account?.invoices[0] ?? {}).sort()).toEqual(
      [
        ...['balance_cents', 'due_date', 'id', 'invoice_number', 'issued_on', 'overdue', 'processing'],
        'total_amount_cents',
      ].sort(),
    );
    const secrets = [
      '1980-02-03',
      '@patients.example',
      'Consultation',
      'stripe',
      'pi_',
      'cs_',
      own.patientId,
    ];
    for (const secret of [...secrets, other.invoiceId, other.number, other.patientId])
      expect(text, secret).not.toContain(secret);
  });

  test('refuses an invoice of another patient, another currency and more than is owed, and books nothing', async () => {
    const own = await owing();
    const other = await owing();
    const euros = await another(own.patientId, { currency: 'eur' });
    const draft = await post('/invoices', {
      patient_id: own.patientId,
      due_date: '2037-02-28',
      items: [{ description: 'Consultation', quantity: 1, unit_price_cents: 30_00 }],
    });
    await settled(own.invoiceId, other.invoiceId, euros);
    const before = await booked(own.patientId, other.patientId);
    const choose = (invoice_id: unknown, amount_cents?: number) => ({
      invoices: [{ invoice_id, ...(amount_cents !== undefined && { amount_cents }) }],
    });
    const refused: [string, object, number, string?][] = [
      ['another patient’s invoice', choose(other.invoiceId), 400, 'invoice_unknown'],
      ['an invoice that does not exist', choose(randomUUID()), 400, 'invoice_unknown'],
      ['another currency than it says', choose(euros), 400, 'other_currency'],
      ['a draft', choose(draft.id), 400, 'nothing_owed'],
      [
        'one invoice twice',
        { invoices: [...choose(own.invoiceId).invoices, ...choose(own.invoiceId).invoices] },
        400,
        'named_twice',
      ],
      ['more than is owed on it', choose(own.invoiceId, 100_01), 400, 'above_balance'],
      ['more than is owed in all', { amount_cents: 100_01 }, 400, 'above_balance'],
      ['a currency without debts', { currency: 'gbp' }, 409],
      ['nothing', { amount_cents: 0 }, 400],
      ['less than nothing', { amount_cents: -1_00 }, 400],
      ['a part of a cent', { amount_cents: 10.5 }, 400],
      ['what no number holds', { amount_cents: 1e300 }, 400],
      ['an amount in words', { amount_cents: '100' }, 400],
      ['no invoices', { invoices: [] }, 400],
      ['a patient of its own', { patient_id: other.patientId }, 400],
      [
        'one of its own and another’s',
        { invoices: [...choose(own.invoiceId).invoices, ...choose(other.invoiceId).invoices] },
        400,
        'invoice_unknown',
      ],
    ];
    for (const [name, json, status, code] of refused) {
      const answer = await pay(own.token, json);
      expect(answer.status, `${name}: ${answer.text}`).toBe(status);
      if (code)
        expect(
          fieldsOf(answer.body)?.map((each) => each.code),
          name,
        ).toEqual([code]);
      for (const secret of [other.number, other.patientId, 'another patient'])
        expect(answer.text, name).not.toContain(secret);
    }
    expect(await booked(own.patientId, other.patientId)).toEqual(before);
  });

  test('opens one page however often it is asked, is paid once, and asks for nothing afterwards', async () => {
    const own = await owing();
    const second = await another(own.patientId);
    await settled(own.invoiceId, second);
    const answers = await Promise.all(Array.from({ length: 5 }, () => pay(own.token, {})));
    const pages = new Set(
      answers.filter(({ status }) => status === 200).map(({ body }) => (body as { url: string }).url),
    );
    expect(pages.size).toBe(1);
    const openPages = () =>
      clinic.rows<{ stripe_id: string }>(
        `select stripe_id from checkout_sessions where invoice_id = any ($1) and state = 'open'`,
        [[own.invoiceId, second]],
      );
    const live = await openPages();
    expect(live).toHaveLength(1);
    const { run } = clinic;
    await ask(run.stripe, 'POST', `/_control/sessions/${live[0]?.stripe_id}/pay`, {
      json: { card: '4242424242424242' },
    });
    await until('the payment', WAIT, async () => {
      const rows = await clinic.rows(`select from invoices where id = any ($1) and status = 'paid'`, [
        [own.invoiceId, second],
      ]);
      return rows.length === 2;
    });
    const before = await booked(own.patientId);
    expect(before).toMatchObject([{ owed: 0 }]);
    for (const json of [{}, { invoices: [{ invoice_id: second }] }, { amount_cents: 10_00 }])
      expect((await pay(own.token, json)).status).toBeGreaterThanOrEqual(400);
    await ask(run.stripe, 'POST', `/_control/sessions/${live[0]?.stripe_id}/pay`, {
      json: { card: '4242424242424242' },
    });
    expect(await booked(own.patientId)).toEqual(before);
    expect((await open(own.token)).body).toMatchObject({ accounts: [] });
  });

  test('is sent by staff to the address on file only, and a repeated request sends it once', async () => {
    const { patientId, email } = await clinic.issue(clerk);
    const path = `/patients/${patientId}/account-link`;
    const json = { notify: ['email'] };
    const headers = { 'idempotency-key': randomUUID() };
    const first = await clinic.call('POST', path, { token: clerk, json, headers });
    const again = await clinic.call('POST', path, { token: clerk, json, headers });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    await until('the e-mail', WAIT, async () => (await clinic.mailTo(email)).length > 0);
    expect(await clinic.mailTo(email)).toHaveLength(1);
    for (const bad of [{ notify: ['fax'] }, { notify: ['email'], email: 'thief@evil.example' }, { to: 'x' }])
      expect((await clinic.call('POST', path, { token: clerk, json: bad })).status).toBe(400);
    const noPhone = await clinic.call('POST', path, { token: clerk, json: { notify: ['sms'] } });
    expect(noPhone.status).toBe(400);
    expect(fieldsOf(noPhone.body)).toMatchObject([{ path: 'notify', code: 'no_address' }]);
  });
});
