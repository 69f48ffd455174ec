/** A clinic for one test: the real app on a database of its own, with builders that arrange a scenario in a line. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import Stripe from 'stripe';
import { inject } from 'vitest';
import { createApp } from '../../functions/app.ts';
import { bySystem } from '../../functions/capabilities/audit.ts';
import type { InvoiceLineInput } from '../../functions/capabilities/invoices/draft.ts';
import { draftInvoice } from '../../functions/capabilities/invoices/create.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { addPatient } from '../../functions/capabilities/patients/create.ts';
import type { StaffCaller } from '../../functions/capabilities/ports/common.ts';
import type { StoredInvoice } from '../../functions/capabilities/ports/invoices.ts';
import type { PatientDetails } from '../../functions/capabilities/ports/patients.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { applyEvent } from '../../functions/capabilities/stripe-events/apply.ts';
import { storeEvent } from '../../functions/capabilities/webhooks/stripe.ts';
import { readConfig } from '../../functions/config.ts';
import { day, dayIn, startOfDay } from '../../functions/domain/calendar.ts';
import type { Currency } from '../../functions/domain/currency.ts';
import { CLINIC_FACTS } from '../proofs/ledger/facts.ts';
import { createDatabase } from './database.ts';
import { accountOf } from './storage.ts';

const USUAL_DUE_DATE = '2026-12-31';
export const WEBHOOK_SECRET = 'whsec_test_secret_of_the_test_clinic';

/** Settings under which the app runs in tests. Stripe is away unless its emulator's address is given. */
export const testSettings = (urls: {
  appUrl: string;
  storage: string;
  stripe?: string;
}): Record<string, string> => ({
  AzureWebJobsStorage: accountOf(urls.storage, urls.appUrl),
  ...CLINIC_FACTS,
  DATABASE_URL: urls.appUrl,
  DATABASE_POOL_MAX: '8',
  JWT_SECRET: 'a test secret that is long enough for HS256',
  LINK_SECRET: 'a test secret that is long enough for links',
  DATA_KEYS: `k1:${createHash('sha256').update('test data key').digest('base64')}`,
  BLIND_INDEX_KEY: 'a test secret that is long enough for look-ups',
  AUDIT_SEAL_KEY: 'a test secret that is long enough for seals',
  SETUP_CODE: 'test-setup-code-1234',
  STRIPE_SECRET_KEY: 'sk_test_clinic',
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  // Nothing listens on port 9 of this machine: Stripe is away.
  STRIPE_API_BASE: urls.stripe ?? 'http://127.0.0.1:9',
});

export type TestClinic = Awaited<ReturnType<typeof openClinic>>;

/** Opens a clinic with one admin and one clerk. `close` gives everything back. */
export async function openClinic({
  settings = {},
  now,
}: {
  settings?: Record<string, string>;
  now?: Date;
} = {}) {
  const database = await createDatabase();
  const time = { now: now ?? new Date() };
  const config = readConfig({
    ...testSettings({ appUrl: database.appUrl, storage: inject('storage') }),
    ...settings,
  });
  const app = createApp(config, { now: () => new Date(time.now) });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  owner.on('error', () => undefined);
  const admin = await addStaff(app, 'admin');
  const clerk = await addStaff(app, 'billing_clerk');

  return {
    app,
    owner,
    database,
    admin,
    clerk,
    /** Moves the clinic's clock. */
    at(instant: Date) {
      time.now = instant;
    },
    patient: (details: Partial<PatientDetails> = {}) => aPatient(app, clerk, details),
    draft: (options: Partial<DraftOptions> = {}) => aDraft(app, clerk, options),
    async issued(options: Partial<DraftOptions> = {}): Promise<StoredInvoice> {
      // Nothing is issued after its due date: what is late by now was issued in time.
      const then = inTime(app, options.dueOn ?? USUAL_DUE_DATE);
      const id = await aDraft(then, clerk, options);
      await issueInvoice(then, { id, notify: [] }, clerk);
      return invoiceOf(app, id);
    },
    invoice: (id: string) => invoiceOf(app, id),
    /** Delivers a signed event as Stripe would, and applies it as the queue would. */
    async receive(event: { id: string; type: string }) {
      await deliver(app, event);
      await applyEvent(app, event.id);
      return eventState(owner, event.id);
    },
    deliver: (event: object) => deliver(app, event),
    eventState: (id: string) => eventState(owner, id),
    async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await owner.query<Row>(sql, values)).rows;
    },
    async close() {
      await app.close();
      await owner.end();
      await database.drop();
    },
  };
}

/** The app with its own clock, or one that shows the due date when that has passed. */
function inTime(app: App, dueOn: string): App {
  const { timeZone } = app.clinic;
  if (dueOn >= dayIn(timeZone, app.clock.now())) return app;
  return { ...app, clock: { ...app.clock, now: () => startOfDay(timeZone, day(dueOn)) } };
}

async function addStaff(app: App, role: 'admin' | 'billing_clerk'): Promise<StaffCaller> {
  const added = await app.db.read.staff.add({
    email: `${role}@clinic.example`,
    name: role === 'admin' ? 'Ada Admin' : 'Cleo Clerk',
    role,
    // No one signs in with it: the hash only has the right form.
    passwordHash: `$argon2id$v=19$m=19456,t=2,p=1$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`,
  });
  if (added === 'email_taken') throw new Error('The test clinic has this member of staff already.');
  return {
    actor: { type: 'staff', id: added.id, role, sessionId: randomUUID() },
    requestId: 'test',
    address: null,
  };
}

async function aPatient(app: App, by: StaffCaller, details: Partial<PatientDetails>): Promise<string> {
  const everybody = {
    name: 'Ana Pérez',
    email: 'ana@patients.example',
    phone: null,
    dob: null,
    metadata: null,
  };
  const { id } = await addPatient(app, { ...everybody, language: 'en', ...details }, by);
  return id;
}

export type DraftOptions = {
  patientId: string;
  currency: Currency;
  dueOn: string;
  lines: InvoiceLineInput[];
  discountCents: number;
  notes: string | null;
};

/** A line without discount or tax. */
export const line = (unitPriceCents: number, more: Partial<InvoiceLineInput> = {}): InvoiceLineInput => ({
  description: 'Consultation',
  quantity: 1,
  unitPriceCents,
  discountCents: 0,
  tax: null,
  ...more,
});

/** A draft by a member of staff; what is not given has a usual value. */
export async function aDraft(app: App, by: StaffCaller, options: Partial<DraftOptions>): Promise<string> {
  const patientId = options.patientId ?? (await aPatient(app, by, {}));
  if (by.actor.type !== 'staff') throw new Error('Only staff draft invoices.');
  const { id } = await draftInvoice(
    app,
    {
      patientId,
      currency: options.currency ?? 'usd',
      dueOn: day(options.dueOn ?? USUAL_DUE_DATE),
      discountCents: options.discountCents ?? 0,
      notes: options.notes ?? null,
      lines: options.lines ?? [line(100_00)],
    },
    by,
  );
  return id;
}

async function invoiceOf(app: App, id: string): Promise<StoredInvoice> {
  const found = await app.db.read.invoices.get(id, dayIn(app.clinic.timeZone, app.clock.now()));
  if (!found) throw new Error('The invoice is not there.');
  return found;
}

async function deliver(app: App, event: object): Promise<void> {
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
  await storeEvent(app, payload, signature, bySystem('test'));
}

async function eventState(
  owner: pg.Pool,
  id: string,
): Promise<{ state: string; reason: string | null } | undefined> {
  const { rows } = await owner.query('select state, reason from stripe_events where id = $1', [id]);
  return rows[0];
}
