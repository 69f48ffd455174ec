/** A command under one Idempotency-Key is done once, whatever happened to its first answer or its first commit. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { readConfig } from '../../functions/config.ts';
import { contracts } from '../../functions/contracts/contracts.ts';
import type { Route } from '../../functions/contracts/route.ts';
import { type Action, may } from '../../functions/domain/access.ts';
import { storeAndApplyEvent } from '../support/apply-event.ts';
import { ADMIN, CLERK, type Service, startService } from '../support/service.ts';
import { paymentEvents } from '../support/stripe-events.ts';

const ROUTES: Route[] = Object.values(contracts).flatMap((area) => Object.values(area) as Route[]);

type Body = Record<string, string> & { data: Record<string, string>[] };

let service: Service;
let app: ReturnType<typeof createApp>;
let owner: pg.Pool;
let admin: string;
let clerk: string;
let otherAdmin: string;
const OTHER = { email: 'other.admin@clinic.example', password: 'slow green ferry home' };

beforeAll(async () => {
  service = await startService();
  app = createApp(readConfig(process.env));
  owner = new pg.Pool({ connectionString: service.ownerUrl, max: 2 });
  admin = await service.signIn(ADMIN.email, ADMIN.password);
  clerk = await service.signIn(CLERK.email, CLERK.password);
  const json = { ...OTHER, name: 'Otto Other', role: 'admin' };
  await service.call('POST', '/auth/register', { token: admin, json });
  const security = { clerk_credit_note_cents: 50_00 };
  await service.call('PATCH', '/settings', { token: admin, json: { security } });
  otherAdmin = await service.signIn(OTHER.email, OTHER.password);
});
afterAll(async () => {
  await owner.end();
  await app.close();
  await service.stop();
});

async function send(name: string, ids: Record<string, string>, json: object, key: string = randomUUID()) {
  const route = ROUTES.find((each) => each.name === name);
  if (!route) throw new Error(`There is no ${name}.`);
  const path = route.path.replace(/^v1/, '').replace(/\{(\w+)\}/g, (_, part: string) => ids[part] ?? '');
  const answer = await service.call(route.method, path, {
    token: may('billing_clerk', route.who as Action) && name !== 'refunds-reject' ? clerk : admin,
    json,
    headers: { 'idempotency-key': key },
  });
  return { status: answer.status, body: answer.body as unknown as Body, text: answer.text };
}

const made = async (name: string, ids: Record<string, string>, json: object): Promise<Body> => {
  const { status, body, text } = await send(name, ids, json);
  expect(status, `${name}: ${text}`).toBeLessThan(300);
  return body;
};
const idOf = (body: Body | undefined): string => String(body?.id);

const item = { description: 'Consultation', quantity: 1, unit_price_cents: 100_00 };
const patient = async () =>
  idOf(await made('patients-create', {}, { name: 'Ana Pérez', email: 'ana@patients.example' }));
const draftOf = (patientId: string) => ({ patient_id: patientId, due_date: '2037-12-31', items: [item] });
const draft = async (of?: string) =>
  idOf(await made('invoices-create', {}, draftOf(of ?? (await patient()))));
async function issued(of?: string, notify: string[] = []): Promise<string> {
  const id = await draft(of);
  await made('invoices-issue', { id }, { notify });
  return id;
}
const cash = (amount_cents: number) => ({ amount_cents, method: 'cash' });
async function cardPayment(): Promise<string> {
  const id = await issued();
  const event = paymentEvents({ invoiceId: id, amountCents: 100_00 }).chargeSucceeded;
  await storeAndApplyEvent(app, event);
  const answer = await service.call('GET', `/invoices/${id}/payments`, { token: clerk });
  return idOf((answer.body as unknown as Body).data[0] as Body);
}
const refund = { reason: 'duplicate', effect: 'reopen', amount_cents: 10_00 };
const refundAsked = async () =>
  idOf(await made('payments-refund', { payment_id: await cardPayment() }, refund));
/** A refund that was made at Stripe and is on its way. */
async function refundOutside(): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into refunds (payment_id, currency, amount_cents, reason, effect, status, made_at_stripe, stripe_refund_id)
     values ($1, 'usd', 1000, 'other', 'credit', 'processing', true, 're_' || $1::uuid) returning id`,
    [await cardPayment()],
  );
  return String(rows[0]?.id);
}
/** A patient with 50.00 of credit. */
async function withCredit(): Promise<string> {
  const id = await patient();
  await made('payments-record', { id: await issued(id) }, cash(150_00));
  return id;
}
/** A pay-out above the limit that another admin requested. */
async function payoutAsked(): Promise<string> {
  const id = await patient();
  await made('payments-record', { id: await issued(id) }, cash(700_00));
  const json = { ...cash(600_00), reference: 'x' };
  const answer = await service.call('POST', `/patients/${id}/credit/refund-offline`, {
    token: otherAdmin,
    json,
  });
  return idOf(answer.body as unknown as Body);
}
/** A job whose only item waits, or failed. */
async function jobOf(state: 'waiting' | 'failed'): Promise<string> {
  const id = idOf(await made('jobs-create', {}, { action: 'issue', invoice_ids: [await draft()] }));
  const failed = `update job_items set state = 'failed', code = 'unexpected', reason = 'x', settled_at = now() where job_id = $1`;
  if (state === 'failed') await owner.query(failed, [id]);
  return id;
}
const pricesOf = (code: string) => ({ csv: `code,name_en,price\n${code},Visit,1` });
const pricesImported = async () => idOf(await made('price-list-items-import', {}, pricesOf(randomUUID())));
const MONTHLY = { count: 3, first_due_date: '2037-12-31', every: 'month' };
/** A request for a payment plan over one invoice. */
async function toPlan() {
  const id = await patient();
  return { ids: { id }, json: { invoice_ids: [await issued(id)], rule: MONTHLY, fee_cents: 5_00 } };
}
const given = ({ ids, json }: { ids: Record<string, string>; json: object }) => [ids, json] as const;
const planned = async () => idOf(await made('patients-payment-plan', ...given(await toPlan())));
const signed = ({ id = '', terms_hash }: Body) => ({ ids: { id }, json: { terms_hash, name: 'Ana Pérez' } });

/** A credit note above the limit that a clerk requested. */
const overLimit = { amount_cents: 90_00, reason: 'x' };
const noteAsked = async () =>
  idOf(await made('invoices-credit-note-request', { id: await issued() }, overLimit));
/** The alert about an admin whom the operator of the database let in. */
async function adminInvited(): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `with hired as (insert into staff (email, name, role, password_hash)
       values ($1, 'Ina Invited', 'admin', (select password_hash from staff limit 1)) returning id)
     insert into staff_access_grants (staff_id, kind, granted_at) select id, 'invited', now() from hired returning id`,
    [`${randomUUID()}@clinic.example`],
  );
  return String(rows[0]?.id);
}
async function deadMessage(): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into poison_messages (queue, message_id, body, reason) values ('work', $1, '{}', 'x') returning id`,
    [randomUUID()],
  );
  return String(rows[0]?.id);
}

/** A payment that fits no invoice, set aside. */
async function strayEvent(): Promise<string> {
  const event = paymentEvents({ invoiceId: randomUUID(), amountCents: 5_00 }).chargeSucceeded;
  await storeAndApplyEvent(app, event);
  return event.id;
}

type Command = [name: string, arrange: () => Promise<{ ids: Record<string, string>; json: object }>];
const on = (id: Promise<string>, json: object, part = 'id') =>
  id.then((value) => ({ ids: { [part]: value }, json }));

const COMMANDS: Command[] = [
  ['patients-create', async () => ({ ids: {}, json: { name: 'Ana Pérez' } })],
  ['invoices-create', async () => ({ ids: {}, json: draftOf(await patient()) })],
  ['invoices-issue', () => on(draft(), { notify: ['email'] })],
  ['invoices-send', () => on(issued(), { notify: ['email'] })],
  ['reminders-send', () => on(issued(), {})],
  ['invoices-due-date', () => on(issued(), { due_date: '2028-01-31', reason: 'x' })],
  ['invoices-add-internal-note', () => on(issued(), { note: 'called' })],
  ['invoices-cancel', () => on(issued(), { reason: 'x' })],
  ['payments-record', () => on(issued(), cash(10_00))],
  [
    'patients-take-payment',
    async () => {
      const id = await patient();
      await issued(id);
      await issued(id);
      return { ids: { id }, json: cash(150_00) };
    },
  ],
  [
    'payments-reverse',
    () =>
      on(
        issued().then(async (id) => idOf(await made('payments-record', { id }, cash(10_00)))),
        { reason: 'x' },
        'payment_id',
      ),
  ],
  [
    'payments-move',
    async () => {
      const id = await patient();
      const [from, to] = [await issued(id), await issued(id)];
      const payment_id = idOf(await made('payments-record', { id: from }, cash(10_00)));
      const json = { from_invoice_id: from, to_invoice_id: to, amount_cents: 10_00, reason: 'x' };
      return { ids: { payment_id }, json };
    },
  ],
  ['invoices-credit-note', () => on(issued(), { amount_cents: 10_00, reason: 'x' })],
  ['invoices-write-off', () => on(issued(), { amount_cents: 10_00, reason: 'x' })],
  [
    'invoices-write-off-reverse',
    async () => {
      const id = await issued();
      await made('invoices-write-off', { id }, { amount_cents: 10_00, reason: 'x' });
      return { ids: { id }, json: { reason: 'x' } };
    },
  ],
  [
    'patients-credit-apply',
    async () => {
      const id = await withCredit();
      return { ids: { id }, json: { invoice_id: await issued(id), amount_cents: 10_00 } };
    },
  ],
  ['patients-credit-refund-offline', () => on(withCredit(), { ...cash(5_00), reference: 'x' })],
  [
    'price-list-items-create',
    async () => ({ ids: {}, json: { code: randomUUID(), names: { en: 'Visit' }, prices: { usd: 1_00 } } }),
  ],
  [
    'saved-views-create',
    async () => ({ ids: {}, json: { list: 'invoices', name: 'Late', filters: { status: 'overdue' } } }),
  ],
  ['price-list-items-import', async () => ({ ids: {}, json: pricesOf(randomUUID()) })],
  ['price-list-imports-undo', () => on(pricesImported(), {})],
  ['patients-payment-plan', toPlan],
  ['payment-plans-replan', () => on(planned(), { version: 1, reason: 'x', rule: MONTHLY })],
  ['payment-plans-cancel', () => on(planned(), { reason: 'x' })],
  ['payment-plans-accept', async () => signed(await made('patients-payment-plan', ...given(await toPlan())))],
  ['jobs-create', async () => ({ ids: {}, json: { action: 'issue', invoice_ids: [await draft()] } })],
  ['jobs-stop', () => on(jobOf('waiting'), {})],
  ['jobs-retry', () => on(jobOf('failed'), {})],
  ['invoices-credit-note-request', () => on(issued(), overLimit)],
  ['credit-note-requests-approve', () => on(noteAsked(), {})],
  ['credit-note-requests-reject', () => on(noteAsked(), { reason: 'x' })],
  ['credit-note-requests-withdraw', () => on(noteAsked(), {})],
  ['credit-payouts-approve', () => on(payoutAsked(), {})],
  ['credit-payouts-reject', () => on(payoutAsked(), { reason: 'x' })],
  ['payments-refund', () => on(cardPayment(), refund, 'payment_id')],
  ['refunds-approve', () => on(refundAsked(), {})],
  ['refunds-reject', () => on(refundAsked(), { reason: 'x' })],
  ['refunds-switch-effect', () => on(refundOutside(), { effect: 'reopen', reason: 'x' })],
  ['patients-account-link', async () => ({ ids: { id: await patient() }, json: { notify: ['email'] } })],
  ['messages-resend', () => on(sentMessage(), {})],
  ['alerts-acknowledge', async () => ({ ids: { kind: 'admin_access', id: await adminInvited() }, json: {} })],
  ['work-dismiss', () => on(deadMessage(), {})],
  ['stripe-events-dismiss', () => on(strayEvent(), { note: 'x' })],
  ['work-redrive', () => on(deadMessage(), {})],
  ['reconciliation-run', async () => ({ ids: {}, json: {} })],
];

async function sentMessage(): Promise<string> {
  const id = await issued(undefined, ['email']);
  const answer = await service.call('GET', `/messages?invoice_id=${id}`, { token: clerk });
  return idOf((answer.body as unknown as Body).data[0] as Body);
}

/** How much of everything there is: what a second run of a command would change. */
async function counted(): Promise<unknown> {
  const { rows } = await owner.query(
    `select (select count(*) from audit_logs where action not like 'read%') as audited,
       (select count(*) from ledger_entries) as ledger, (select count(*) from messages) as messages,
       (select count(*) from outbox) as work, (select count(*) from document_numbers) as numbers,
       (select count(*) from invoices) as invoices, (select count(*) from patients) as patients`,
  );
  return rows[0];
}

describe('a command whose answer was lost is not done again', () => {
  test.each(COMMANDS)('%s', async (name, arrange) => {
    const { ids, json } = await arrange();
    const key = randomUUID();
    const first = await send(name, ids, json, key);
    expect(first.status, first.text).toBeLessThan(300);
    const before = await counted();
    // The process ended after the commit: the reply was never stored, only what was done.
    await owner.query('update idempotency_keys set status = null, reply = null where key = $1', [key]);
    const again = await send(name, ids, json, key);
    expect([again.status, again.body.id]).toEqual([first.status, first.body.id]);
    expect(await counted()).toEqual(before);
  });

  test('every command is played, here or with Stripe', () => {
    const atStripe = readFileSync(join(import.meta.dirname, 'idempotency-at-stripe.int.test.ts'), 'utf8');
    const played = [
      ...COMMANDS.map(([name]) => name),
      ...Array.from(atStripe.matchAll(/^ {2,4}\[?'([a-z]+-[a-z-]+)',/gm), ([, name]) => name),
    ];
    const commands = ROUTES.filter(({ idempotent }) => idempotent).map(({ name }) => name);
    expect(played.sort()).toEqual(commands.sort());
    const folder = join(import.meta.dirname, '..', '..', 'functions', 'triggers');
    const registered = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        file.endsWith('.ts') && /^command\(\n? *\w+\.\w+/m.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(registered).toHaveLength(commands.length);
  });
});

describe('a command whose first commit failed by a deadlock', () => {
  afterEach(() =>
    owner.query(
      'drop trigger if exists deadlock_once on idempotency_keys; drop function if exists deadlock_once; drop sequence if exists deadlocks',
    ),
  );

  test('is done once, and its repeat gets the first answer', async () => {
    const id = await issued();
    // A sequence counts on over a rollback: the first commit fails as PostgreSQL fails the loser of a deadlock.
    await owner.query(`
      create sequence deadlocks;
      create function deadlock_once() returns trigger language plpgsql security definer as $$
      begin
        if nextval('deadlocks') = 1 then raise exception 'deadlock' using errcode = '40P01'; end if;
        return null;
      end $$;
      create constraint trigger deadlock_once after insert on idempotency_keys
        deferrable initially deferred for each row execute function deadlock_once()`);
    const key = randomUUID();
    const first = await send('payments-record', { id }, cash(40_00), key);
    expect(first.status, first.text).toBe(201);
    const again = await send('payments-record', { id }, cash(40_00), key);
    expect([again.status, again.body.id]).toEqual([201, first.body.id]);
    const { rows } = await owner.query('select balance_cents::int from invoices where id = $1', [id]);
    expect(rows).toEqual([{ balance_cents: 60_00 }]);
    expect((await owner.query(`select last_value::int from deadlocks`)).rows).toEqual([{ last_value: 2 }]);
  });
});
