/** Money states that need a person: each has its alert, and no state of a table can be forgotten. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { countAttention, findAlerts } from '../../functions/capabilities/work/alerts.ts';
import type { AlertKind } from '../../functions/domain/alerts.ts';
import { MONEY_STATES } from '../../functions/domain/money-states.ts';
import { openStripeClinic, type StripeClinic } from '../support/stripe-clinic.ts';

let clinic: StripeClinic;
beforeAll(async () => {
  clinic = await openStripeClinic();
});
afterAll(() => clinic.close());

const alerts = async (...kinds: AlertKind[]) =>
  (await findAlerts(clinic.app)).filter(({ kind }) => kinds.includes(kind));

/** States of tables that hold no money and start nothing that moves it. */
const OTHER_TABLES = ['archives', 'job_items', 'staff_messages'];

test('every state that the database allows is in the list, and the list has no other', async () => {
  const found = await clinic.rows<{ column: string; state: string }>(
    `select distinct a.attrelid::regclass || '.' || a.attname as column, s.state[1] as state
     from pg_attribute a join pg_class t on t.oid = a.attrelid and t.relkind = 'r'
       join pg_constraint c on c.conrelid = t.oid and c.contype = 'c' and c.conkey = array[a.attnum],
       lateral regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') s(state)
     where t.relnamespace = 'public'::regnamespace and a.attname in ('state', 'status')
     union
     select a.attrelid::regclass || '.' || a.attname, e.enumlabel from pg_attribute a
       join pg_class t on t.oid = a.attrelid and t.relkind = 'r' join pg_enum e on e.enumtypid = a.atttypid
     where t.relnamespace = 'public'::regnamespace and a.attname in ('state', 'status')`,
  );
  const allowed = found.filter(({ column }) => !OTHER_TABLES.includes(column.split('.')[0] ?? ''));
  const listed = Object.entries(MONEY_STATES)
    // Stripe's own words, without a constraint.
    .filter(([column]) => column !== 'payouts.status' && column !== 'disputes.status')
    .flatMap(([column, states]) => Object.keys(states).map((state) => `${column} ${state}`));
  expect(allowed.map(({ column, state }) => `${column} ${state}`).toSorted()).toEqual(listed.toSorted());
});

test('every status that Stripe can give a dispute is in the list', async () => {
  const declared = await readFile('node_modules/stripe/esm/resources/Disputes.d.ts', 'utf8');
  const [, statuses = ''] = /type Status = (.*appeal_needs_response.*);/.exec(declared) ?? [];
  const known = [...statuses.matchAll(/'([a-z_]+)'/g)].map(([, status]) => status);
  expect(known.length).toBeGreaterThan(5);
  expect(Object.keys(MONEY_STATES['disputes.status']).toSorted()).toEqual(known.toSorted());
});

async function approved() {
  const invoice = await clinic.paid();
  await clinic.sync();
  const { id: paymentId } = await clinic.paymentOf(invoice.id);
  const input = { paymentId, amountCents: undefined, reason: 'requested_by_customer', note: null } as const;
  const { id } = await requestRefund(clinic.app, { ...input, effect: 'credit' }, clinic.clerk);
  await approveRefund(clinic.app, id, clinic.admin);
  return { id, paymentId, invoice };
}

describe('a refund', () => {
  test('that the bank returns is an alert, and the patient gets a correction, once', async () => {
    const { id, paymentId, invoice } = await approved();
    await clinic.work();
    await clinic.sync();
    expect(await alerts('refund_failed')).toEqual([]);
    const { stripe_refund_id: made } = (await clinic.app.db.read.refunds.get(id)) ?? {};
    await clinic.harness.control('POST', `/refunds/${made}`, {
      outcome: 'failed',
      failure_reason: 'declined',
    });
    await clinic.sync();
    await clinic.sync();
    expect(await alerts('refund_failed', 'refund_refused')).toMatchObject([
      {
        ...{ kind: 'refund_failed', id, reason: expect.stringContaining('declined') },
        ...{ invoice_id: invoice.id, invoice_number: invoice.invoice_number, patient_id: invoice.patient_id },
      },
    ]);
    expect((await countAttention(clinic.app)).money_problems).toBe(1);
    const sent = await clinic.rows<{ kind: string }>(
      `select distinct kind from messages where invoice_id = $1 and kind like 'refund%' order by kind`,
      [invoice.id],
    );
    expect(sent.map(({ kind }) => kind)).toEqual(['refund', 'refund_failed']);

    const input = { paymentId, amountCents: undefined, reason: 'requested_by_customer', note: null } as const;
    await requestRefund(clinic.app, { ...input, effect: 'credit' }, clinic.clerk);
    expect(await alerts('refund_failed')).toEqual([]);
  });

  test('that Stripe refuses after the approval is an alert, and no message corrects what was never sent', async () => {
    const { id, invoice } = await approved();
    await clinic.rows(
      `update refunds set status = 'failed', failure_reason = 'charge_disputed', settled_at = now() where id = $1`,
      [id],
    );
    expect(await alerts('refund_failed', 'refund_refused')).toMatchObject([
      { kind: 'refund_refused', id, reason: expect.stringContaining('charge_disputed') },
    ]);
    expect(
      await clinic.rows(`select from messages where invoice_id = $1 and kind = 'refund_failed'`, [
        invoice.id,
      ]),
    ).toEqual([]);
  });
});

test('a payout that fails or is canceled is an alert until one in its currency is paid', async () => {
  const add = (status: string, age: string) =>
    clinic.rows(
      `insert into payouts (stripe_payout_id, amount_cents, currency, status, failure_message, arrives_on, made_at)
       values ($1, 5000, 'usd', $2::text, case when $2::text = 'failed' then 'The bank account is closed.' end, current_date,
         now() - $3::interval)`,
      [`po_${randomUUID().slice(0, 8)}`, status, age],
    );
  await add('failed', '3 hours');
  await add('canceled', '2 hours');
  const found = await alerts('payout_failed');
  expect(found.map(({ reason }) => reason).toSorted()).toEqual([
    'The payout has the status canceled',
    'The payout has the status failed: The bank account is closed.',
  ]);
  await add('paid', '1 hour');
  expect(await alerts('payout_failed')).toEqual([]);
});

describe('a payment page', () => {
  const page = async (state: string, error: string | null, age = '1 minute') => {
    const invoice = await clinic.issued();
    await clinic.rows(`alter table checkout_sessions disable trigger user`);
    const made = await clinic.rows(
      `update checkout_sessions set state = $2, stripe_id = null, url = null, request = '\\x00', last_error = $3,
         created_at = now() - $4::interval, updated_at = now() - $4::interval where invoice_id = $1 returning id`,
      [invoice.id, state, error, age],
    );
    expect(made).toHaveLength(1);
    await clinic.rows(`alter table checkout_sessions enable trigger user`);
    return invoice.id;
  };
  const seen = async () =>
    (await alerts('payment_pages_refused', 'payment_page_refused', 'payment_page_stuck')).map(
      ({ kind, id }) => `${kind} ${id}`,
    );

  test('that Stripe refuses is one alert for all, which says why; a stuck one has its own', async () => {
    await clinic.rows(`update checkout_sessions set created_at = now() - interval '1 hour'`);
    await page('failed', 'StripePermissionError: no', '3 minutes');
    const newest = await page('failed', 'StripePermissionError: no');
    expect(await seen()).toEqual([`payment_pages_refused ${newest}`]);
    const [refused] = await alerts('payment_pages_refused');
    expect(refused?.reason).toContain('restricted key');
    expect(refused?.reason).toContain('(USD: StripePermissionError: no)');
    const stuck = await page('creating', null, '20 minutes');
    expect(await seen()).toEqual([`payment_pages_refused ${newest}`, `payment_page_stuck ${stuck}`]);
  });

  test('that waits for a right key is among those that are refused', async () => {
    const waiting = await page(
      'creating',
      'StripeAuthenticationError: Invalid API Key provided',
      '0 minutes',
    );
    expect(await seen()).toContain(`payment_pages_refused ${waiting}`);
    expect((await alerts('payment_pages_refused'))[0]?.reason).toContain('STRIPE_SECRET_KEY');
  });

  test('that is refused alone, while others are made, is an alert of its invoice', async () => {
    const alone = await page('failed', 'url_invalid: Not a valid URL', '2 minutes');
    await clinic.paid();
    expect(await seen()).toContain(`payment_page_refused ${alone}`);
    expect(await alerts('payment_pages_refused')).toEqual([]);
  });
});
