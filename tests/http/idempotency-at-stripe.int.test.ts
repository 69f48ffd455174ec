/** The commands that need Stripe or the archive: each is repeated after its answer was lost, and is not done again. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { archiveInvoice } from '../../functions/capabilities/archives/archive.ts';
import { scheduleReconciliation } from '../../functions/capabilities/reconciliation/compare.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { readConfig } from '../../functions/config.ts';
import { API_KEY, type Harness, startHarness } from '../../infra/stripe-emulator/testing.ts';
import { storeAndApplyEvent } from '../support/apply-event.ts';
import { ADMIN, type Service, startService } from '../support/service.ts';

let harness: Harness;
let service: Service;
let app: ReturnType<typeof createApp>;
let owner: pg.Pool;
let admin: string;

beforeAll(async () => {
  harness = await startHarness();
  service = await startService({ STRIPE_API_BASE: harness.url, STRIPE_SECRET_KEY: API_KEY });
  app = createApp(readConfig(process.env));
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 2 });
  admin = await service.signIn(ADMIN.email, ADMIN.password);
});
afterAll(async () => {
  await owner.end();
  await app.close();
  await service.stop();
  await harness.stop();
});

type Body = Record<string, string>;
async function post(path: string, json: object, key: string = randomUUID()) {
  const headers = { 'idempotency-key': key };
  const { status, body, text } = await service.call('POST', path, { token: admin, json, headers });
  return { status, body: body as unknown as Body, text };
}
async function made(path: string, json: object): Promise<Body> {
  const { status, body, text } = await post(path, json);
  expect(status, text).toBeLessThan(300);
  return body;
}
async function one(sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await owner.query<{ value: string }>(sql, values);
  return String(rows[0]?.value);
}

async function drafted(): Promise<string> {
  const patient = await made('/patients', { name: 'Ana Pérez', email: 'ana@patients.example' });
  const items = [{ description: 'Consultation', quantity: 1, unit_price_cents: 100_00 }];
  const draft = { patient_id: patient.id, due_date: '2037-12-31', items };
  const { id } = await made('/invoices', draft);
  return String(id);
}
const issued = async (): Promise<Body> =>
  made(`/invoices/${await drafted()}/issue`, { notify: [], payment_page: 'now' });

const delivered = new Set<string>();
/** Delivers new events of Stripe, and does the work that is due. */
async function sync(): Promise<Stripe.Event[]> {
  const { data } = await harness.stripe.events.list({ limit: 100 });
  const events = data.filter(({ id }) => !delivered.has(id)).toReversed();
  for (const event of events) {
    delivered.add(event.id);
    await storeAndApplyEvent(app, event);
  }
  for (const { id } of await app.db.read.outbox.due(200)) await runWork(app, id);
  return events;
}

async function archived(): Promise<string> {
  const { id = '' } = await issued();
  await made(`/invoices/${id}/payments`, { amount_cents: 100_00, method: 'cash' });
  await owner.query(`update messages set state = 'sent', sent_at = now() where invoice_id = $1`, [id]);
  await owner.query(`update checkout_sessions set state = 'expired' where invoice_id = $1`, [id]);
  await archiveInvoice(app, id, bySystem('test'));
  return one('select id as value from archives where invoice_id = $1', [id]);
}

async function strayPayment(): Promise<string> {
  const metadata = { invoice_id: randomUUID(), clinic_id: 'clinic' };
  const session = await harness.open({ metadata, payment_intent_data: { metadata } }, 60_00);
  await harness.pay(session.id);
  const event = (await sync()).find(({ type }) => type === 'payment_intent.succeeded');
  return String(event?.id);
}

async function lostDispute(): Promise<string> {
  const invoice = await issued();
  const { session } = await harness.pay(String(invoice.stripe_checkout_session_id));
  await sync();
  const intent = await harness.stripe.paymentIntents.retrieve(String(session.payment_intent));
  await harness.control('POST', `/charges/${intent.latest_charge}/dispute`, {});
  await sync();
  const dispute = await one('select stripe_dispute_id as value from disputes order by id desc limit 1');
  await harness.control('POST', `/disputes/${dispute}`, { outcome: 'lost' });
  await sync();
  return one('select id as value from disputes where stripe_dispute_id = $1', [dispute]);
}

async function discrepancy(): Promise<string> {
  const entry = await harness.control<{ balance_transaction: { id: string } }>('POST', '/entries', {
    type: 'tax_fee',
    amount: -40,
  });
  await scheduleReconciliation(app, bySystem('test'));
  await sync();
  const object = entry.balance_transaction.id;
  return one('select id as value from reconciliation_breaks where object = $1', [object]);
}

/** How much of everything there is: what a second run of a command would change. */
async function counted(): Promise<unknown> {
  const { rows } = await owner.query(
    `select (select count(*) from audit_logs where action not like 'read%') as audited,
       (select count(*) from ledger_entries) as ledger, (select count(*) from outbox) as work,
       (select count(*) from checkout_sessions) as pages, (select count(*) from payments) as payments`,
  );
  return rows[0];
}

type Played = { path: string; json: object };
const PLAYED: [name: string, arrange: () => Promise<Played>][] = [
  [
    'invoices-create-payment-link',
    async () => ({ path: `/invoices/${(await issued()).id}/create-payment-link`, json: {} }),
  ],
  [
    'patients-checkout',
    async () => {
      const { patient_id: id } = await issued();
      return { path: `/patients/${id}/checkout`, json: { amount_cents: 40_00 } };
    },
  ],
  ['archives-restore', async () => ({ path: `/archives/${await archived()}/restore`, json: {} })],
  [
    'stripe-events-assign',
    async () => {
      const { invoice_number } = await issued();
      return { path: `/stripe-events/${await strayPayment()}/assign`, json: { invoice_number } };
    },
  ],
  [
    'disputes-decide',
    async () => ({ path: `/disputes/${await lostDispute()}/decide`, json: { outcome: 'absorb' } }),
  ],
  [
    'reconciliation-accept',
    async () => ({ path: `/reconciliation/breaks/${await discrepancy()}/accept`, json: { note: 'x' } }),
  ],
  [
    'reconciliation-book',
    async () => ({
      path: `/reconciliation/breaks/${await discrepancy()}/book`,
      json: { as: 'fee', note: 'x' },
    }),
  ],
];

test('an issue leaves its payment page to the queue, or opens it in the call that asks for it', async () => {
  expect(await issued()).toMatchObject({
    payment_link: { kind: 'checkout_session' },
    payment_link_status: 'open',
  });
  const later = await made(`/invoices/${await drafted()}/issue`, {});
  expect(later).toMatchObject({ status: 'issued', payment_link: null, payment_link_status: 'pending' });
  const work = `select o.id as value from outbox o join checkout_sessions c on c.id::text = o.subject_id
    where c.invoice_id = $1 and o.topic = 'open_checkout'`;
  await runWork(app, await one(work, [later.id]));
  const { body } = await service.call('GET', `/invoices/${later.id}`, { token: admin });
  expect(body).toMatchObject({ payment_link: { kind: 'checkout_session' }, payment_link_status: 'open' });
});

test.each(PLAYED)('%s is not done again when its answer was lost', async (_, arrange) => {
  const { path, json } = await arrange();
  const key = randomUUID();
  const first = await post(path, json, key);
  expect(first.status, first.text).toBeLessThan(300);
  const before = await counted();
  await owner.query('update idempotency_keys set status = null, reply = null where key = $1', [key]);
  const again = await post(path, json, key);
  expect([again.status, again.body.id, again.body.url]).toEqual([
    first.status,
    first.body.id,
    first.body.url,
  ]);
  expect(await counted()).toEqual(before);
});
