/** Every list is read from an index: at a hundred thousand invoices, none reads a table through or sorts it whole. */
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Page } from '../../functions/capabilities/ports/common.ts';
import type { Stores } from '../../functions/capabilities/ports.ts';
import { day } from '../../functions/domain/calendar.ts';
import { groupsFor, readSearch } from '../../functions/domain/search.ts';
import { storesOn } from '../../functions/edges/postgres/stores.ts';
import { createEncryption } from '../../functions/edges/security/encryption.ts';
import { inDatabaseOf } from '../../infra/operate/scratch-database.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

/** A table that is this small may be read through. */
const SMALL = 2_000;
const TODAY = day('2026-11-23');
const TIME_ZONE = 'America/New_York';
const PAGE: Page = { limit: 25, cursor: undefined };

let database: TestDatabase;
let client: pg.Client;
let rows: Map<string, number>;
let ids: { patient: string; staff: string; invoice: string; payment: string };

beforeAll(async () => {
  database = await createDatabase();
  client = new pg.Client({
    connectionString: inDatabaseOf(inject('postgres').superuserUrl, database.ownerUrl),
  });
  await client.connect();
  await fill(client);
  const counted = await client.query<{ name: string; rows: number }>(
    `select relname as name, reltuples::float8 as rows from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  rows = new Map(counted.rows.map((table) => [table.name, table.rows]));
  const found = await client.query<typeof ids>(
    `select i.patient_id as patient, i.staff_id as staff, i.id as invoice, p.id as payment
     from invoices i join payments p on p.invoice_id = i.id limit 1`,
  );
  ids = found.rows[0] as typeof ids;
}, 180_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** Rows of a clinic that has worked for years, written past the guards: only their number and spread matter here. */
async function fill(on: pg.Client): Promise<void> {
  await on.query(`
    do $$ declare each record; begin
      for each in select conname, conrelid::regclass as of from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace loop
        execute format('alter table %s drop constraint %I', each.of, each.conname);
      end loop;
    end $$;
    set session_replication_role = replica;
    insert into staff (email, password_hash, name, role) values ('ada@clinic.example', 'x', 'Ada', 'admin');
    insert into patients (name, created_at) select 'Patient ' || md5(n::text), now() - n * interval '1 minute'
      from generate_series(1, 20000) n;
    create temp table people as select id, row_number() over () as n from patients;
    insert into invoices (patient_id, staff_id, currency, total_amount_cents, balance_cents, status, issued_at, invoice_number,
        due_date, created_at, updated_at, overdue_since)
      select p.id, (select id from staff), 'usd', 10000, case when s.status in ('issued', 'partially_paid') then 10000 else 0 end,
        s.status::invoice_status, case when s.status <> 'draft' then s.at end,
        case when s.status <> 'draft' then 'CLINIC-202601-' || s.n end, s.at::date + 30, s.at, s.at,
        case when s.status = 'issued' and s.n % 40 = 3 then s.at::date + 31 end
      from (select n, now() - n * interval '10 minutes' as at,
          (array['paid', 'paid', 'paid', 'issued', 'paid', 'paid', 'partially_paid', 'paid', 'cancelled', 'draft'])[1 + n % 10] as status
        from generate_series(1, 100000) n) s join people p on p.n = 1 + s.n % 20000;
    insert into payments (invoice_id, stripe_payment_id, amount_cents, currency, status, method, received_at)
      select id, 'pi_' || id, 10000, 'usd', case when random() < 0.02 then 'failed' else 'succeeded' end::payment_status, 'card', issued_at
      from invoices where status in ('paid', 'partially_paid');
    insert into refunds (payment_id, currency, amount_cents, reason, effect, status, created_at)
      select id, 'usd', 100, 'other', 'credit', 'succeeded', received_at from payments where random() < 0.1;
    insert into disputes (stripe_dispute_id, payment_id, currency, amount_cents, reason, status, is_charge_refundable, opened_at)
      select 'dp_' || id, id, 'usd', 100, 'general', 'won', false, received_at from payments where random() < 0.05;
    insert into ledger_transactions (id, kind, cause, currency, occurred_at, recorded_at)
      select id, 'issue', 'invoice:' || id, 'usd', issued_at, issued_at from invoices where issued_at is not null;
    insert into ledger_entries (transaction_id, currency, account, amount_cents, patient_id, invoice_id, effect)
      select id, 'usd', 'receivable', 10000, patient_id, id, 'charge' from invoices where issued_at is not null;
    insert into ledger_entries (transaction_id, currency, account, amount_cents, invoice_id)
      select id, 'usd', 'revenue', -10000, id from invoices where issued_at is not null;
    insert into patient_balances (patient_id, currency, balance_cents, credit_cents)
      select id, 'usd', 10000, case when n % 50 = 0 then 500 else 0 end from people;
    insert into patient_links (id, invoice_id, purpose, expires_at, created_at)
      select gen_random_uuid(), id, 'pay', issued_at + interval '30 days', issued_at from invoices where issued_at is not null;
    insert into messages (kind, channel, patient_id, invoice_id, link_id, cause, state, created_at, sent_at)
      select 'invoice', 'email', i.patient_id, i.id, l.id, 'issue:' || i.id, 'sent', i.issued_at, i.issued_at
      from invoices i join patient_links l on l.invoice_id = i.id;
    insert into checkout_sessions (invoice_id, currency, amount_cents, kind, state, idempotency_key, request, created_at, stripe_id)
      select id, 'usd', 10000, 'checkout_session', 'expired', 'key-' || id, '{}', issued_at, 'cs_' || id from invoices where issued_at is not null;
    insert into checkout_invoices (checkout_id, invoice_id, place, amount_cents, is_live)
      select id, invoice_id, 1, amount_cents, false from checkout_sessions;
    insert into audit_logs (actor_type, actor_id, action, target_type, target_id, request_id, created_at)
      select 'staff', staff_id, case when random() < 0.7 then 'read_invoice' else 'issue_invoice' end, 'invoice', id::text, 'r', created_at
      from invoices;
    insert into stripe_events (id, type, livemode, created_at, payload, payload_sha256, source, received_at, state, settled_at, request_id)
      select 'evt_' || id, 'payment_intent.succeeded', false, received_at, '', '', 'webhook', received_at, 'applied', received_at, 'r'
      from payments;
    insert into outbox (topic, subject_id, state, request_id, created_at, settled_at, due_at)
      select 'send_message', id::text, 'done', 'r', created_at, created_at, created_at from messages;
    insert into archives (invoice_id, state, blob, sha256, bytes, details_sha256, tax_cents, manifest, signature, written_at)
      select id, 'restored', 'b/' || id, 'x', 1, '', 0, '', '', created_at from invoices where status = 'cancelled';
    insert into reconciliation_breaks (class, object, currency, detail, happened_at, resolved_at)
      select 'unexplained', 'o' || n, 'usd', 'x', now() - n * interval '1 hour', now() from generate_series(1, 5000) n;
    insert into reconciliation_runs (state, created_at, finished_at)
      select 'done', now() - n * interval '10 minutes', now() from generate_series(1, 20000) n;
    analyze;
  `);
}

/** What the planner may expect a read to cost; a look into one index costs about ten. */
const MOST_COST = 20_000;

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Plan Rows': number;
  'Total Cost': number;
  Plans?: Plan[];
};

/** What the plan of a read does that grows with the clinic. Empty: nothing. */
async function growing(read: (stores: Stores) => Promise<unknown>): Promise<string[]> {
  const plans: Plan[] = [];
  const encryption = createEncryption(
    { active: 'k1', keys: new Map([['k1', createHash('sha256').update('plans').digest()]]) },
    Buffer.from('a key for look-ups that is long enough'),
  );
  const stores = storesOn(async (text, values = []) => {
    const explained = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `explain (format json) ${text}`,
      values,
    );
    plans.push(...explained.rows.flatMap((row) => row['QUERY PLAN'].map(({ Plan }) => Plan)));
    return [];
  }, encryption);
  await read(stores);
  expect(plans.length).toBeGreaterThan(0);
  const cost = plans.reduce((sum, plan) => sum + plan['Total Cost'], 0);
  return [...plans.flatMap(problemsOf), ...(cost > MOST_COST ? [`costs ${cost}`] : [])];
}

function problemsOf(plan: Plan): string[] {
  const table = plan['Relation Name'] ?? '';
  const through = plan['Node Type'] === 'Seq Scan' && (rows.get(table) ?? 0) > SMALL;
  const sorted = plan['Node Type'] === 'Sort' && plan['Plan Rows'] > SMALL;
  return [
    ...(through ? [`reads ${table} through`] : []),
    ...(sorted ? [`sorts ${plan['Plan Rows']} rows`] : []),
    ...(plan.Plans ?? []).flatMap(problemsOf),
  ];
}

const after = (...values: (string | number)[]): Page => ({
  limit: 25,
  cursor: Buffer.from(JSON.stringify(values)).toString('base64url'),
});
const INSTANT = '2026-06-01 00:00:00.000000+00';
const invoices = { today: TODAY, timeZone: TIME_ZONE };
const searched = (s: Stores, text: string) =>
  s.search.find(
    readSearch(text, 'CLINIC'),
    groupsFor(() => true),
  );
const zone = { timeZone: TIME_ZONE };

test.each<[string, (stores: Stores) => Promise<unknown>]>([
  ['one invoice', (s) => s.invoices.get(ids.invoice, TODAY)],
  ['why an invoice’s balance is what it is', (s) => s.invoiceExplanations.of(ids.invoice)],
  ['an invoice as its patient sees it', (s) => s.invoices.publicView(ids.invoice)],
  ['invoices', (s) => s.invoices.list(invoices, PAGE)],
  ['invoices, far down', (s) => s.invoices.list(invoices, after(INSTANT, randomUUID()))],
  ['invoices of a patient', (s) => s.invoices.list({ ...invoices, patientId: ids.patient }, PAGE)],
  [
    'invoices of a patient by status',
    (s) => s.invoices.list({ ...invoices, patientId: ids.patient, status: 'paid' }, PAGE),
  ],
  ['drafts', (s) => s.invoices.list({ ...invoices, status: 'draft' }, PAGE)],
  ['outstanding invoices', (s) => s.invoices.list({ ...invoices, status: 'outstanding' }, PAGE)],
  ['overdue invoices', (s) => s.invoices.list({ ...invoices, status: 'overdue' }, PAGE)],
  [
    'paid invoices of a month',
    (s) => s.invoices.list({ ...invoices, status: 'paid', from: '2026-05-01', to: '2026-05-31' }, PAGE),
  ],
  ['invoices by number', (s) => s.invoices.list({ ...invoices, query: '202601-77123' }, PAGE)],
  ['internal notes of an invoice', (s) => s.invoiceNotes.list(ids.invoice)],
  ['saved views', (s) => s.savedViews.list(ids.staff, 'invoices')],
  ['the sum of outstanding invoices', (s) => s.reports.invoiceSums({ ...invoices, status: 'outstanding' })],
  ['the sum of a patient’s invoices', (s) => s.reports.invoiceSums({ ...invoices, patientId: ids.patient })],
  ['the sum of a patient’s payments', (s) => s.reports.paymentSums({ ...zone, patientId: ids.patient })],
  ['patients', (s) => s.patients.search(undefined, PAGE)],
  ['patients by name', (s) => s.patients.search('a87ff679', PAGE)],
  ['patients by e-mail', (s) => s.patients.search('ana@patients.example', PAGE)],
  ['everything by a name', (s) => searched(s, 'a87ff679')],
  ['everything by a number', (s) => searched(s, 'CLINIC-202601-77123')],
  ['everything by the last part of a number', (s) => searched(s, '7712')],
  ['everything by an amount that all have', (s) => searched(s, '100.00')],
  ['everything by a phone or a birth date', (s) => searched(s, '3/5/1984')],
  ['everything by an id of Stripe', (s) => searched(s, 'pi_3Quillon')],
  ['payments', (s) => s.payments.list(zone, PAGE)],
  ['failed payments', (s) => s.payments.list({ ...zone, status: 'failed' }, PAGE)],
  ['payments of a patient', (s) => s.payments.list({ ...zone, patientId: ids.patient }, PAGE)],
  ['payments of a day', (s) => s.payments.list({ ...zone, from: '2026-05-01', to: '2026-05-01' }, PAGE)],
  ['refunds', (s) => s.refunds.list({}, PAGE)],
  ['refunds to decide', (s) => s.refunds.list({ status: 'requested' }, PAGE)],
  ['refunds of a payment', (s) => s.refunds.list({ paymentId: ids.payment }, PAGE)],
  ['refunds of an invoice', (s) => s.refunds.list({ invoiceId: ids.invoice }, PAGE)],
  ['disputes', (s) => s.disputes.list({}, PAGE)],
  ['disputes of a payment', (s) => s.disputes.list({ paymentId: ids.payment }, PAGE)],
  ['credit of patients', (s) => s.credits.list(PAGE)],
  ['pay-outs of credit', (s) => s.creditPayouts.list({}, PAGE)],
  ['pay-outs of credit to decide', (s) => s.creditPayouts.list({ status: 'requested' }, PAGE)],
  ['pay-outs of credit of a patient', (s) => s.creditPayouts.list({ patientId: ids.patient }, PAGE)],
  ['credit notes', (s) => s.corrections.listCreditNotes(zone, PAGE)],
  [
    'credit notes of a patient',
    (s) => s.corrections.listCreditNotes({ ...zone, patientId: ids.patient }, PAGE),
  ],
  ['lines of invoices', (s) => s.invoices.itemsOf([ids.invoice])],
  ['payment plans of a patient', (s) => s.paymentPlans.ofPatient(ids.patient)],
  ['payment plan of an invoice', (s) => s.paymentPlans.ofInvoice(ids.invoice)],
  ['the price list', (s) => s.priceListItems.list({ offeredOn: TODAY }, PAGE)],
  ['the price list by a name', (s) => s.priceListItems.list({ query: 'visit' }, PAGE)],
  ['one item of the price list', (s) => s.priceListItems.get(randomUUID())],
  ['items of the price list by code', (s) => s.priceListItems.byCodes(['A1', 'A2'])],
  ['imports of the price list', (s) => s.priceListImports.list(PAGE)],
  ['one import of the price list', (s) => s.priceListImports.get(randomUUID())],
  ['one payment plan', (s) => s.paymentPlans.get(randomUUID())],
  ['jobs', (s) => s.jobs.list(PAGE)],
  ['one job', (s) => s.jobs.get(randomUUID())],
  ['items of a job', (s) => s.jobs.items(randomUUID(), 'failed', PAGE)],
  ['the next item of a job', (s) => s.jobs.next(randomUUID())],
  ['requested credit notes', (s) => s.creditNoteRequests.list({}, PAGE)],
  ['requested credit notes to decide', (s) => s.creditNoteRequests.list({ status: 'requested' }, PAGE)],
  [
    'requested credit notes of an invoice',
    (s) => s.creditNoteRequests.list({ invoiceId: ids.invoice }, PAGE),
  ],
  ['one requested credit note', (s) => s.creditNoteRequests.get(randomUUID())],
  ['one pay-out of credit', (s) => s.creditPayouts.get(randomUUID())],
  ['ledger', (s) => s.ledger.entries(zone, PAGE)],
  ['ledger of an account', (s) => s.ledger.entries({ ...zone, account: 'revenue' }, PAGE)],
  ['ledger of an invoice', (s) => s.ledger.entries({ ...zone, invoiceId: ids.invoice }, PAGE)],
  ['ledger of a patient', (s) => s.ledger.entries({ ...zone, patientId: ids.patient }, PAGE)],
  ['activity of the dashboard', (s) => s.audit.recent(8)],
  // Without an answer from the database there are no figures to give; the plan is all that counts here.
  ['figures of the dashboard', (s) => s.invoices.dashboard('usd', TODAY, TIME_ZONE).catch(() => undefined)],
  ['alerts', (s) => s.alerts.find(100)],
  ['invoice by its number', (s) => s.invoices.list({ ...invoices, query: 'CLINIC-202601-4711' }, PAGE)],
  ['audit trail', (s) => s.audit.list({}, PAGE)],
  ['audit trail of an invoice', (s) => s.audit.list({ targetType: 'invoice', targetId: ids.invoice }, PAGE)],
  ['audit trail of an actor', (s) => s.audit.list({ actorId: ids.staff }, PAGE)],
  ['audit trail by action', (s) => s.audit.list({ action: 'issue_invoice' }, PAGE)],
  ['messages', (s) => s.messages.list({}, PAGE)],
  ['failed messages', (s) => s.messages.list({ state: 'failed' }, PAGE)],
  ['messages that need attention', (s) => s.messages.list({ state: 'needs_attention' }, PAGE)],
  ['messages of a patient', (s) => s.messages.list({ patientId: ids.patient }, PAGE)],
  ['messages of an invoice', (s) => s.messages.list({ invoiceId: ids.invoice }, PAGE)],
  ['links of an invoice', (s) => s.links.list(ids.invoice, new Date())],
  ['Stripe’s events', (s) => s.events.list(undefined, PAGE)],
  ['quarantined events', (s) => s.events.list('quarantined', PAGE)],
  ['work to do', (s) => s.outbox.due(100)],
  ['dead letters', (s) => s.deadLetters.list(PAGE)],
  ['comparisons with Stripe', (s) => s.reconciliation.runs(PAGE)],
  ['archives', (s) => s.archives.list({}, PAGE)],
  ['invoices to archive', (s) => s.archives.find(new Date('2024-11-23'), undefined, 200)],
  ['invoices to mark as overdue', (s) => s.overdue.find(TODAY, undefined, 200)],
  ['invoices marked too early', (s) => s.overdue.findEarly(TODAY, undefined, 200)],
  [
    'invoices to remind of',
    (s) =>
      s.reminders.subjects(
        { from: TODAY, to: day('2026-11-26'), issuedSince: day('2026-11-17') },
        undefined,
        200,
        TIME_ZONE,
      ),
  ],
  ['invoices to charge a fee for', (s) => s.lateFees.find(TODAY, undefined, 200)],
])('%s: no table is read through, none is sorted whole', async (_, read) => {
  expect(await growing(read)).toEqual([]);
});
