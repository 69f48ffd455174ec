/**
 * The one builder of a clinic for tests and proofs: the real app on a migrated database, with staff, patients, invoices
 * and payments made by the real rules. It starts nothing itself, so that it serves Vitest and the proofs alike.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createApp } from '../../functions/app.ts';
import { draftInvoice } from '../../functions/capabilities/invoices/create.ts';
import type { InvoiceLineInput } from '../../functions/capabilities/invoices/draft.ts';
import { issueInvoice } from '../../functions/capabilities/invoices/issue.ts';
import { addPatient } from '../../functions/capabilities/patients/create.ts';
import { recordPayment } from '../../functions/capabilities/payments/record.ts';
import type { StaffCaller } from '../../functions/capabilities/ports/common.ts';
import type { PatientDetails } from '../../functions/capabilities/ports/patients.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { applyPayment } from '../../functions/capabilities/stripe-events/payment.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { type Config, readConfig } from '../../functions/config.ts';
import { day, dayIn, startOfDay } from '../../functions/domain/calendar.ts';
import type { Currency } from '../../functions/domain/currency.ts';

const USUAL_DUE_DATE = '2026-12-31';
export const WEBHOOK_SECRET = 'whsec_test_secret_of_the_test_clinic';

const secretOf = (name: string): string => `a test secret that is long enough for ${name}`;

/** Settings under which the app runs in tests and proofs. Stripe and the mail server are away unless they are given. */
export const clinicSettings = (appUrl: string): Record<string, string> => ({
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  CLINIC_MODE: 'local',
  CLINIC_ID: 'clinic',
  CLINIC_NAME: 'Harbour Street Clinic',
  CLINIC_EMAIL: 'billing@harbourstreet.example',
  CLINIC_PHONE: '+1 555 0100',
  CLINIC_TIME_ZONE: 'America/New_York',
  CLINIC_CURRENCY: 'usd',
  INVOICE_NUMBER_PREFIX: 'CLINIC',
  WEB_URL: 'http://127.0.0.1:4280',
  MAIL_FROM: 'Harbour Street Clinic <billing@harbourstreet.example>',
  LOG_LEVEL: 'silent',
  DATABASE_URL: appUrl,
  DATABASE_POOL_MAX: '12',
  JWT_SECRET: secretOf('HS256'),
  LINK_SECRET: secretOf('links'),
  DATA_KEYS: `k1:${createHash('sha256').update('test data key').digest('base64')}`,
  BLIND_INDEX_KEY: secretOf('look-ups'),
  AUDIT_SEAL_KEY: secretOf('seals'),
  SETUP_CODE: 'test-setup-code-1234',
  STRIPE_SECRET_KEY: 'sk_test_clinic',
  STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
  // Nothing listens on port 9 of this machine.
  STRIPE_API_BASE: 'http://127.0.0.1:9',
  SMTP_URL: 'smtp://127.0.0.1:9',
});

export type BuiltClinic = {
  app: App;
  config: Config;
  /** Moves the clinic's clock. */
  at(instant: Date): void;
  close(): Promise<void>;
};

/** The real app with a clock that the test sets; `settings` replace those of `clinicSettings`. */
export function buildClinic(
  appUrl: string,
  { settings = {}, now = new Date() }: { settings?: Record<string, string>; now?: Date } = {},
): BuiltClinic {
  const time = { now };
  const config = readConfig({ ...clinicSettings(appUrl), ...settings });
  const app = createApp(config, { now: () => new Date(time.now) });
  return {
    app,
    config,
    at: (instant) => {
      time.now = instant;
    },
    close: () => app.close(),
  };
}

/** A new member of staff, as the caller of what they do. No one signs in as them. */
export async function buildStaff(
  app: App,
  role: 'admin' | 'billing_clerk',
  email = `${randomUUID()}@clinic.example`,
): Promise<StaffCaller> {
  const added = await app.db.read.staff.add({
    email,
    name: role === 'admin' ? 'Ada Admin' : 'Cleo Clerk',
    role,
    // The hash only has the right form.
    passwordHash: `$argon2id$v=19$m=19456,t=2,p=1$${randomBytes(16).toString('base64')}$${randomBytes(32).toString('base64')}`,
  });
  if (added === 'email_taken') throw new Error(`The clinic has a member of staff with the address ${email}.`);
  return {
    actor: { type: 'staff', id: added.id, role, sessionId: randomUUID() },
    requestId: 'test',
    address: null,
  };
}

/** A patient's id. */
export async function buildPatient(
  app: App,
  by: StaffCaller,
  details: Partial<PatientDetails> = {},
): Promise<string> {
  const usual = {
    ...{ name: 'Ana Pérez', email: 'ana@patients.example', phone: null, dob: null, metadata: null },
    ...{ postal_address: null, external_id: null, tax_number: null, preferred_channel: null },
  };
  return (await addPatient(app, { ...usual, language: 'en', ...details }, by)).id;
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

/** A draft's id; what is not given has a usual value, the patient included. */
export async function buildDraft(
  app: App,
  by: StaffCaller,
  options: Partial<DraftOptions> = {},
): Promise<string> {
  const { id } = await draftInvoice(
    app,
    {
      patientId: options.patientId ?? (await buildPatient(app, by)),
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

/** The id of an issued invoice. Nothing is issued after its due date: what is late by now is issued on that day. */
export async function buildIssued(
  app: App,
  by: StaffCaller,
  options: Partial<DraftOptions> = {},
): Promise<string> {
  const then = onTime(app, options.dueOn ?? USUAL_DUE_DATE);
  const id = await buildDraft(then, by, options);
  await issueInvoice(then, { id, notify: [] }, by);
  return id;
}

/** The app with its own clock, or one that shows the due date when that has passed. */
function onTime(app: App, dueOn: string): App {
  const { timeZone } = app.clinic;
  if (dueOn >= dayIn(timeZone, app.clock.now())) return app;
  return { ...app, clock: { ...app.clock, now: () => startOfDay(timeZone, day(dueOn)) } };
}

/** Cash paid at the desk; the payment's id. */
export async function payOffline(
  app: App,
  by: StaffCaller,
  invoiceId: string,
  amountCents: number,
): Promise<string> {
  const input = { invoiceId, amountCents, method: 'cash' as const, reference: null, receivedOn: undefined };
  return (await recordPayment(app, input, by)).id;
}

/** Money as the event pipeline books it; the payment intent's id. */
export async function payOnline(
  app: App,
  invoiceId: string,
  amountCents: number,
  paymentIntentId = `pi_${randomUUID().replaceAll('-', '')}`,
): Promise<string> {
  const at = app.clock.now();
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const source = { id, type: 'payment_intent.succeeded', livemode: false, createdAt: at, payload: '{}' };
  const money = {
    ...{ invoiceId, clinicId: app.clinic.id, paymentIntentId, chargeId: null, sessionId: null },
    ...{ amountCents, currency: 'usd', method: 'card' as const, at },
  };
  await app.db.transaction((tx) => applyPayment({ app, tx, by: bySystem('test'), source }, money));
  return paymentIntentId;
}
