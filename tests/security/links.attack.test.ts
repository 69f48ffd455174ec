/** Patient links: bound to one invoice and one purpose, counted, revoked, renewed, and all alike once they do not work. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../infra/processes/time.ts';
import {
  type AttackedClinic,
  ask,
  attackedClinic,
  ENTRY_POINTS,
  elsewhere,
  WAIT,
} from '../support/attacked/clinic.ts';
import { forged } from '../support/attacked/forged-link.ts';

let clinic: AttackedClinic;
let clerk: string;
beforeAll(async () => {
  clinic = attackedClinic();
  clerk = await clinic.signIn(clinic.clerk);
});
afterAll(() => clinic.close());

const open = (token: string, attack: object = {}) =>
  clinic.call('GET', `/public/invoices/${token}`, { from: elsewhere(), ...attack });
const links = async (id: string) =>
  (
    (await clinic.call('GET', `/invoices/${id}/links`, { token: clerk })).body as {
      data: Record<string, unknown>[];
    }
  ).data;
const revoke = async (id: string) => {
  for (const link of await links(id)) {
    const answer = await clinic.call('POST', `/links/${link.id}/revoke`, { token: clerk, json: {} });
    expect(answer.status).toBe(204);
  }
};
const expire = (id: string) =>
  clinic.rows(`update patient_links set expires_at = now() - interval '1 second' where invoice_id = $1`, [
    id,
  ]);
const renew = (token: string, attack: object = {}) =>
  clinic.call('POST', '/public/links/renew', { json: { token }, from: elsewhere(), ...attack });
const audited = (action: string, id: string) =>
  clinic.rows('select from audit_logs where action = $1 and target_id = $2', [action, id]);

describe('S23: a link', () => {
  test('opens its own invoice at both entry points, and no other page of the clinic', async () => {
    const { token, id, patientId } = await clinic.issue(clerk);
    for (const through of ENTRY_POINTS)
      expect((await open(token, { through, from: clinic.home })).status).toBe(200);
    for (const path of [
      `/invoices/${id}`,
      `/invoices/${id}/pdf`,
      `/invoices/${id}/payments`,
      '/invoices',
      '/payments',
      `/patients/${patientId}`,
      '/patients',
      '/audit',
      '/staff',
    ]) {
      expect((await clinic.call('GET', path, { token })).status, path).toBe(401);
    }
    expect((await clinic.call('GET', `/public/invoices/${id}`)).status).toBe(401);
    expect((await clinic.call('GET', `/public/receipts/${id}/pdf`)).status).toBe(401);
  });

  test('to a receipt opens neither the invoice nor the way to pay', async () => {
    const { id, token, email } = await clinic.issue(clerk);
    await clinic.pay(clerk, id);
    await until('the receipt', WAIT, async () => (await clinic.mailTo(email)).length > 0);
    const [receiptMail] = await clinic.mailTo(email);
    const receipt = /\/patient\/receipt\/([\w-]+)/.exec(receiptMail?.text ?? '')?.[1] ?? '';
    expect(receipt).not.toBe('');
    expect((await clinic.call('GET', `/public/receipts/${receipt}`)).status).toBe(200);
    expect((await open(receipt)).status).toBe(401);
    const pay = { json: {}, from: elsewhere() };
    expect((await clinic.call('POST', `/public/invoices/${receipt}/checkout`, pay)).status).toBe(401);
    expect((await clinic.call('GET', `/public/invoices/${receipt}/pdf`, { from: elsewhere() })).status).toBe(
      401,
    );
    // A link to pay goes on to show what was paid, and takes no more money.
    expect((await open(token)).body).toMatchObject({ status: 'paid', payable: false });
    expect((await clinic.call('POST', `/public/invoices/${token}/checkout`, pay)).status).toBe(409);
  });

  test('is listed for staff with how often it was opened, and not shown again', async () => {
    const { id, token } = await clinic.issue(clerk);
    await open(token);
    await open(token);
    const link = (await links(id)).find(({ purpose }) => purpose === 'pay');
    expect(link).toMatchObject({ state: 'active', view_count: 2, revoked_at: null });
    expect(JSON.stringify(link)).not.toContain(token);
    const hours = (Date.parse(String(link?.expires_at)) - Date.parse(String(link?.created_at))) / 3_600_000;
    expect(hours).toBeCloseTo(72, 1);
  });
});

describe('S25: a link that does not work', () => {
  test('is answered like any other that does not, in every word and header, and looked for as long', async () => {
    const good = await clinic.issue(clerk);
    const other = await clinic.issue(clerk);
    const ended = await clinic.issue(clerk);
    const revoked = await clinic.issue(clerk);
    const cancelled = await clinic.issue(clerk);
    await expire(ended.id);
    await revoke(revoked.id);
    const cancel = { token: clerk, json: { reason: 'booked twice' } };
    expect((await clinic.call('POST', `/invoices/${cancelled.id}/cancel`, cancel)).status).toBe(200);
    const { token } = good;
    const flipped = token.slice(0, 20) + (token[20] === 'A' ? 'B' : 'A') + token.slice(21);
    const bad = {
      'one bit flipped': flipped,
      'spliced from two': token.slice(0, 22) + other.token.slice(22),
      'made longer': `${token}A`,
      'made much longer': `${token}${'A'.repeat(500)}`,
      'cut off': token.slice(0, -1),
      'never a link': 'nonsense',
      'only random': randomBytes(38).toString('base64url'),
      'of another purpose': forged(token, { purpose: 1 }),
      'of a later end': forged(token, { expiresAt: 4_000_000_000 }),
      'signed with the wrong secret': forged(token, { secret: 'change-me-to-32-random-bytes-or-more' }),
      ended: ended.token,
      revoked: revoked.token,
      'of a cancelled invoice': cancelled.token,
    };
    const answers = [];
    for (const [name, link] of Object.entries(bad)) {
      const { status, headers, body, bytes } = await open(link);
      const { 'x-request-id': _id, date: _date, ...rest } = Object.fromEntries(headers);
      answers.push({ name, status, rest, body: { ...(body as object), request_id: '' }, size: bytes.length });
    }
    for (const answer of answers) expect({ ...answer, name: '' }).toEqual({ ...answers[0], name: '' });
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'link_no_longer_valid' } });
    expect((await open(token)).status).toBe(200);
  });

  test('is looked for in the database also when no one ever made it, so that no delay distinguishes them', async () => {
    /** Whether a link is looked for: while no one may read the links, the answer waits. */
    const looksFor = async (token: string): Promise<'answers' | 'waits'> => {
      const lock = await clinic.owner.connect();
      try {
        await lock.query('begin');
        await lock.query('lock table patient_links in access exclusive mode');
        const answered = open(token).then(() => 'answers' as const);
        const waits = until('someone who waits', WAIT, async () => {
          const rows = await clinic.rows(
            `select from pg_locks where relation = 'patient_links'::regclass and not granted`,
          );
          return rows.length > 0;
        }).then(() => 'waits' as const);
        const first = await Promise.race([answered, waits]);
        await lock.query('rollback');
        await answered;
        waits.catch(() => undefined);
        return first;
      } finally {
        lock.release();
      }
    };
    const { id, token } = await clinic.issue(clerk);
    await expire(id);
    expect(await looksFor(token)).toBe('waits');
    expect(await looksFor('nonsense')).toBe('waits');
  });

  test('is throttled by who shows it, while one that works still opens for them', async () => {
    const { token } = await clinic.issue(clerk);
    const from = elsewhere();
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        open(`guess-${index}`, { from, headers: { 'x-forwarded-for': `10.0.0.${index}` } }),
      ),
    );
    const refused = guesses.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await open(token, { from })).status).toBe(200);
    expect((await open('guess', { from: elsewhere() })).status).toBe(401);
  });

  test('was renewed by nothing that a client says: revoking is for staff, and an unknown one is not there', async () => {
    const { id } = await clinic.issue(clerk);
    const [link] = await links(id);
    expect((await clinic.call('POST', `/links/${link?.id}/revoke`, { json: {} })).status).toBe(401);
    const unknown = '/links/6f1c1a34-6a56-4a53-9ad5-5b4bd4d3f5f5/revoke';
    expect((await clinic.call('POST', unknown, { token: clerk, json: {} })).body).toMatchObject({
      status: 404,
      code: 'link_unknown',
    });
    await revoke(id);
    await revoke(id);
    expect(await audited('revoke_link', id)).toHaveLength((await links(id)).length);
  });
});

describe('S25: a fresh link', () => {
  test('goes to the address on file, which the answer never reveals', async () => {
    const { id, token, email } = await clinic.issue(clerk);
    await expire(id);
    const answer = await renew(token);
    expect(answer.status).toBe(202);
    expect(answer.text).not.toContain(email);
    await until('the e-mail', WAIT, async () => (await clinic.mailTo(email)).length > 0);
    const [mail] = await clinic.mailTo(email);
    const fresh = /\/patient\/invoice\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
    expect(fresh).not.toBe(token);
    expect((await open(fresh)).status).toBe(200);
    expect((await open(token)).status).toBe(401);
    expect(await audited('renew_link', id)).toHaveLength(1);
  });

  test('is promised in the same words whatever was shown, and sent for none that was revoked or never made', async () => {
    const good = await clinic.issue(clerk);
    const revoked = await clinic.issue(clerk);
    await revoke(revoked.id);
    const shown = [
      good.token,
      revoked.token,
      'nonsense',
      forged(revoked.token, { expiresAt: 4_000_000_000 }),
    ];
    const answers = [];
    for (const token of shown) {
      const { status, text, headers } = await renew(token);
      answers.push({ status, text, length: headers.get('content-length') });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await until('the e-mail', WAIT, async () => (await clinic.mailTo(good.email)).length > 0);
    expect(await audited('renew_link', revoked.id)).toEqual([]);
    expect(await clinic.mailTo(revoked.email)).toEqual([]);
  });

  test('is not sent again and again', async () => {
    const { id, token } = await clinic.issue(clerk);
    const answers = [];
    for (let count = 0; count < 6; count++) answers.push((await renew(token)).status);
    expect(answers).toEqual([202, 202, 202, 429, 429, 429]);
    expect(await audited('renew_link', id)).toHaveLength(3);
    const from = elsewhere();
    const guesses = [];
    for (let count = 0; count < 5; count++) guesses.push((await renew(`guess-${count}`, { from })).status);
    expect(guesses).toEqual([202, 202, 202, 429, 429]);
  });
});

describe('S25: what a link costs', () => {
  test('a fresh link ends the older one of its purpose, which still leads to a fresh one', async () => {
    const { token, id } = await clinic.issue(clerk);
    expect((await open(token)).status).toBe(200);
    const sent = await clinic.call('POST', `/invoices/${id}/send`, {
      token: clerk,
      json: { notify: ['email'] },
    });
    expect(sent.status).toBe(200);
    expect((await open(token)).status).toBe(401);
    expect((await renew(token)).status).toBe(202);
    expect(
      (await links(id)).filter(({ purpose, state }) => purpose === 'pay' && state === 'active'),
    ).toHaveLength(1);
  });

  test('its document is made ten times in ten minutes, and another link goes on', async () => {
    const { token } = await clinic.issue(clerk);
    const other = await clinic.issue(clerk);
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries++) {
      statuses.push(
        (await clinic.call('GET', `/public/invoices/${token}/pdf`, { from: elsewhere() })).status,
      );
    }
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429, 429]);
    expect(
      (await clinic.call('GET', `/public/invoices/${other.token}/pdf`, { from: elsewhere() })).status,
    ).toBe(200);
    expect((await open(token)).status).toBe(200);
  });
});

describe('S27: what a link shows', () => {
  const notes = 'a note of the staff';

  test('is what its page shows, field by field, and nothing else', async () => {
    const { id, token } = await clinic.issue(clerk, {
      patient: { metadata: { allergy: 'latex' } },
      more: { notes },
    });
    const { body, text } = await open(token);
    expect(Object.keys(body as object).sort()).toEqual([
      'account_owed_cents',
      'balance_cents',
      'clinic',
      'credited_cents',
      'currency',
      'discount_cents',
      'due_date',
      'invoice_number',
      'issued_on',
      'items',
      'minimum_cents',
      'overdue',
      'paid_cents',
      'patient_name',
      'payable',
      'payments',
      'processing',
      'status',
      'to_credit_cents',
      'total_amount_cents',
    ]);
    const { items, clinic: whose } = body as { items: object[]; clinic: object };
    // What stands on the line of a printed invoice too.
    const printed = 'code discount_reason location practitioner service_date tax_exempt_reason unit'.split(
      ' ',
    );
    const amounts = 'discount_cents tax_cents tax_rate_thousandths total_cents unit_price_cents'.split(' ');
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(
      [...printed, ...amounts, 'description', 'quantity'].sort(),
    );
    expect(Object.keys(whose).sort()).toEqual(['email', 'name', 'phone', 'time_zone']);
    for (const secret of ['1980-02-03', '@patients.example', notes, 'latex', id, 'stripe', 'pi_', 'cs_'])
      expect(text, secret).not.toContain(secret);
  });

  test('of a receipt is what its page shows, field by field, and nothing else', async () => {
    const { id, token } = await clinic.issue(clerk, { more: { notes } });
    await clinic.pay(clerk, id);
    const { body, text } = await clinic.call('GET', `/public/receipts/${token}`);
    expect(Object.keys(body as object).sort()).toEqual([
      'balance_cents',
      'clinic',
      'currency',
      'failure_code',
      'invoice_number',
      'invoice_status',
      'opens_invoice',
      'payments',
      'refunds',
      'state',
      'to_credit_cents',
      'total_amount_cents',
    ]);
    const { payments } = body as { payments: object[] };
    expect(Object.keys(payments[0] ?? {}).sort()).toEqual([
      'amount_cents',
      'method',
      'received_at',
      'reference',
      'refunded_cents',
      'seal',
    ]);
    for (const secret of ['Ana', '@patients.example', notes, 'Consultation', id, 'cs_', 'ch_'])
      expect(text, secret).not.toContain(secret);
  });

  test('reveals no payment page of another invoice', async () => {
    const mine = await clinic.issue(clerk);
    const other = await clinic.issue(clerk);
    const read = async () =>
      (await clinic.call('GET', `/invoices/${other.id}`, { token: clerk })).body as {
        stripe_checkout_session_id: string | null;
      };
    await until('the payment page', WAIT, async () => (await read()).stripe_checkout_session_id !== null);
    const { stripe_checkout_session_id: session } = await read();
    const answerTo = async (which: string) =>
      (await clinic.call('GET', `/public/receipts/${mine.token}?session=${which}`)).body;
    expect(await answerTo(session ?? '')).toEqual(await answerTo('cs_test_unknown'));
  });
});

describe('S24: what Stripe holds', () => {
  type AtStripe = {
    id: string;
    success_url: string;
    cancel_url: string;
    after_completion: { redirect: { url: string } };
  };
  const atStripe = async (path: string) => {
    const headers = { authorization: `Bearer ${clinic.secrets.STRIPE_SECRET_KEY}` };
    return (await ask(clinic.run.stripe, 'GET', `/v1${path}`, { headers })).body as AtStripe;
  };
  const sessionOf = async (id: string) => {
    const read = async () =>
      (await clinic.call('GET', `/invoices/${id}`, { token: clerk })).body as {
        stripe_checkout_session_id: string | null;
      };
    await until('the payment page', WAIT, async () => (await read()).stripe_checkout_session_id !== null);
    return atStripe(`/checkout/sessions/${(await read()).stripe_checkout_session_id}`);
  };
  const resultIn = (url: string) => /\/patient\/result\/([\w-]{51})\?/.exec(url)?.[1] ?? '';
  const result = (token: string, query = '') =>
    clinic.call('GET', `/public/results/${token}${query}`, { from: elsewhere() });

  test('opens the result of its payment, field by field, and nothing else of the clinic', async () => {
    const { id, token, number, patientId } = await clinic.issue(clerk, { more: { notes: 'a private note' } });
    const { success_url, cancel_url } = await sessionOf(id);
    const held = resultIn(success_url);
    expect(held).not.toBe('');
    expect(resultIn(cancel_url)).toBe(held);
    for (const address of [success_url, cancel_url]) expect(address).not.toContain(token);

    const open = await result(held);
    expect(open).toMatchObject({
      status: 200,
      body: { state: 'not_paid', invoice_number: number, amount_cents: 100_00, failure_code: null },
    });
    expect((await result(held, '?session=cs_test_any')).body).toMatchObject({ state: 'waiting' });
    await clinic.pay(clerk, id);
    const paid = await result(held);
    expect(paid.body).toMatchObject({ state: 'paid', amount_cents: 100_00 });
    expect(Object.keys(paid.body as object).sort()).toEqual([
      'amount_cents',
      'clinic',
      'currency',
      'failure_code',
      'invoice_number',
      'state',
    ]);
    for (const secret of [
      'Ana',
      '@patients.example',
      'note',
      'Consultation',
      id,
      patientId,
      token,
      'cs_',
      'pi_',
    ])
      for (const { text } of [open, paid]) expect(text, secret).not.toContain(secret);

    for (const [method, path] of [
      ['GET', `/public/invoices/${held}`],
      ['GET', `/public/invoices/${held}/pdf`],
      ['POST', `/public/invoices/${held}/checkout`],
      ['GET', `/public/receipts/${held}`],
      ['GET', `/public/receipts/${held}/pdf`],
    ] as const) {
      const answer = await clinic.call(method, path, {
        from: elsewhere(),
        ...(method === 'POST' && { json: {} }),
      });
      expect(answer, path).toMatchObject({ status: 401, body: { code: 'link_no_longer_valid' } });
    }
    expect((await clinic.call('GET', `/invoices/${id}`, { token: held })).status).toBe(401);
    // Neither does the invoice's own link show the result of a page.
    expect((await result(token)).status).toBe(401);
  });

  test('is the same for a payment link, and for a page that the patient opens', async () => {
    const first = await clinic.issue(clerk);
    const made = await clinic.call('POST', `/invoices/${first.id}/create-payment-link`, {
      token: clerk,
      json: { kind: 'payment_link' },
    });
    expect(made.status).toBe(200);
    const { stripe_payment_link_id: linkId } = made.body as { stripe_payment_link_id: string };
    const { after_completion: after } = await atStripe(`/payment_links/${linkId}`);
    expect((await result(resultIn(after.redirect.url))).status).toBe(200);

    const second = await clinic.issue(clerk);
    const opened = await clinic.call('POST', `/public/invoices/${second.token}/checkout`, {
      json: { amount_cents: 40_00 },
      from: elsewhere(),
    });
    const { result_token: token } = opened.body as { result_token: string };
    const { success_url } = await sessionOf(second.id);
    expect(resultIn(success_url)).toBe(token);
    expect((await result(token)).body).toMatchObject({ amount_cents: 40_00, state: 'not_paid' });
  });

  test('lives a day, is revoked by staff, and sends a fresh link to the address on file only', async () => {
    const { id, email } = await clinic.issue(clerk);
    const held = resultIn((await sessionOf(id)).success_url);
    const own = (await links(id)).find(({ purpose }) => purpose === 'result');
    const hours = (Date.parse(String(own?.expires_at)) - Date.parse(String(own?.created_at))) / 3_600_000;
    expect(hours).toBeCloseTo(24, 1);

    const answer = await renew(held);
    expect(answer.status).toBe(202);
    expect(answer.text).not.toContain(email);
    await until('the e-mail', WAIT, async () => (await clinic.mailTo(email)).length > 0);
    const fresh = /\/patient\/invoice\/([\w-]+)/.exec((await clinic.mailTo(email))[0]?.text ?? '')?.[1] ?? '';
    expect((await open(fresh)).status).toBe(200);

    await revoke(id);
    expect((await result(held)).status).toBe(401);
  });
});
