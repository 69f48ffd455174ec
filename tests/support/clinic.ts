/** A clinic for one test: the real app on a database of its own, with builders that arrange a scenario in a line. */
import pg from 'pg';
import Stripe from 'stripe';
import { inject } from 'vitest';
import type { StoredInvoice } from '../../functions/capabilities/ports/invoices.ts';
import type { PatientDetails } from '../../functions/capabilities/ports/patients.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { storeEvent } from '../../functions/capabilities/webhooks/stripe.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { applyEvent } from './apply-event.ts';
import {
  buildClinic,
  buildDraft,
  buildIssued,
  buildPatient,
  buildStaff,
  clinicSettings,
  type DraftOptions,
  WEBHOOK_SECRET,
} from './clinic-builder.ts';
import { createDatabase } from './database.ts';
import { accountOf } from './storage.ts';

/** Settings under which the app runs in tests. Stripe is away unless its emulator's address is given. */
export const testSettings = (urls: {
  appUrl: string;
  storage: string;
  stripe?: string;
}): Record<string, string> => ({
  ...clinicSettings(urls.appUrl),
  AzureWebJobsStorage: accountOf(urls.storage, urls.appUrl),
  STRIPE_API_BASE: urls.stripe ?? inject('stripeAway'),
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
  const { app, at, close } = buildClinic(database.appUrl, {
    settings: { ...testSettings({ appUrl: database.appUrl, storage: inject('storage') }), ...settings },
    ...(now && { now }),
  });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  owner.on('error', () => undefined);
  const admin = await buildStaff(app, 'admin', 'admin@clinic.example');
  const clerk = await buildStaff(app, 'billing_clerk', 'billing_clerk@clinic.example');

  return {
    app,
    owner,
    database,
    admin,
    clerk,
    /** Moves the clinic's clock. */
    at,
    patient: (details: Partial<PatientDetails> = {}) => buildPatient(app, clerk, details),
    draft: (options: Partial<DraftOptions> = {}) => buildDraft(app, clerk, options),
    issued: async (options: Partial<DraftOptions> = {}): Promise<StoredInvoice> =>
      invoiceOf(app, await buildIssued(app, clerk, options)),
    invoice: (id: string) => invoiceOf(app, id),
    /** Delivers a signed event as Stripe would, and applies it as the queue would. */
    async receive(event: { id: string; type: string }) {
      await deliver(app, event);
      await applyEvent(app, owner, event.id);
      return eventState(owner, event.id);
    },
    deliver: (event: object) => deliver(app, event),
    /** Applies a stored event as the queue would, if it is due. */
    apply: (eventId: string, by: App = app) => applyEvent(by, owner, eventId),
    eventState: (id: string) => eventState(owner, id),
    async rows<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await owner.query<Row>(sql, values)).rows;
    },
    async close() {
      await close();
      await owner.end();
      await database.drop();
    },
  };
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
