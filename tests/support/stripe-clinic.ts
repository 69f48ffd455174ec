/** A clinic whose Stripe is the emulator: its events come only when the test fetches them, in the order that it wants. */
import pg from 'pg';
import type Stripe from 'stripe';
import { requestRefund } from '../../functions/capabilities/payments/refund.ts';
import type { StoredInvoice } from '../../functions/capabilities/ports/invoices.ts';
import type { App } from '../../functions/capabilities/ports.ts';
import { scheduleReconciliation } from '../../functions/capabilities/reconciliation/compare.ts';
import { reconciliationReport } from '../../functions/capabilities/reconciliation/get.ts';
import { approveRefund } from '../../functions/capabilities/refunds/approve.ts';
import { bySystem } from '../../functions/capabilities/system-caller.ts';
import { runWork } from '../../functions/capabilities/work/run.ts';
import { addDays, dayIn } from '../../functions/domain/calendar.ts';
import { API_KEY, startHarness } from '../../infra/stripe-emulator/testing.ts';
import { openClinic, type TestClinic } from './clinic.ts';
import type { DraftOptions } from './clinic-builder.ts';

export type StripeClinic = Awaited<ReturnType<typeof openStripeClinic>>;

export async function openStripeClinic(settings: Record<string, string> = {}) {
  const harness = await startHarness();
  const clinic = await openClinic({
    settings: { STRIPE_API_BASE: harness.url, STRIPE_SECRET_KEY: API_KEY, ...settings },
  });
  const delivered = new Set<string>();

  /** The events that Stripe made and that are not delivered yet, oldest first. */
  async function undelivered(): Promise<Stripe.Event[]> {
    const events = await harness.stripe.events.list({ limit: 100 });
    return events.data.filter((event) => !delivered.has(event.id)).toReversed();
  }

  async function deliverEvents(events: readonly Stripe.Event[]): Promise<void> {
    for (const event of events) {
      delivered.add(event.id);
      await clinic.deliver(event);
      await clinic.apply(event.id);
    }
    // What waited for a payment is woken by it; without a queue the test does so.
    for (const { id } of await clinic.rows<{ id: string }>(WAITING)) await clinic.apply(id);
  }

  return {
    ...clinic,
    harness,
    undelivered,
    deliverEvents,
    /** Delivers every new event of Stripe, and does the work that it makes. */
    async sync(): Promise<void> {
      await deliverEvents(await undelivered());
      await work(clinic.app);
    },
    /** Events that Stripe made and will never send. */
    async lose(): Promise<void> {
      for (const event of await undelivered()) delivered.add(event.id);
    },
    work: () => work(clinic.app),
    /** One reconciliation to its end; what it found, by kind. */
    reconcile: () => reconcile(clinic.app),
    /** What the newest reconciliation says of so many days before today, today and tomorrow. */
    report: (days = 1) => report(clinic.app, days),
    /** Refunds a part of a payment at Stripe, as credit for the service, and delivers the events of it. */
    async refund(invoiceId: string, amountCents: number): Promise<void> {
      await approvedRefund(clinic, invoiceId, amountCents);
      await work(clinic.app);
      await deliverEvents(await undelivered());
      await work(clinic.app);
    },
    /** A statement with the rights of the application. */
    asApp: (sql: string) => asApp(clinic.database.appUrl, sql),
    /** An invoice that was paid on Stripe's page; its events are not delivered yet. */
    async paid(
      options: Partial<DraftOptions> = {},
      card?: string,
    ): Promise<StoredInvoice & { chargeId: string }> {
      const invoice = await clinic.issued(options);
      const { session } = await harness.pay(invoice.stripe_checkout_session_id ?? '', card);
      const intent = await harness.stripe.paymentIntents.retrieve(String(session.payment_intent));
      return { ...invoice, chargeId: String(intent.latest_charge) };
    },
    async paymentOf(invoiceId: string) {
      const [payment] = await clinic.app.db.read.payments.ofInvoice(invoiceId);
      if (!payment) throw new Error('The invoice has no payment.');
      return payment;
    },
    async close(): Promise<void> {
      await clinic.close();
      await harness.stop();
    },
  };
}

const WAITING = `select id from stripe_events where state = 'received' order by received_at`;

/** Does all work that is due, as the queue would. */
async function work(app: App): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const due = (await app.db.read.outbox.due(200)).length;
    if (due === 0) return;
    for (const { id } of await app.db.read.outbox.due(200)) await runWork(app, id);
  }
}

async function reconcile(app: App): Promise<Record<string, number>> {
  const { id } = await scheduleReconciliation(app, bySystem('test'));
  await work(app);
  const run = await app.db.read.reconciliation.run(id);
  if (run?.state !== 'done' || run.last_error !== null)
    throw new Error(`The reconciliation did not end: ${run?.last_error}`);
  return run.found;
}

function report(app: App, days: number) {
  const today = dayIn(app.clinic.timeZone, app.clock.now());
  return reconciliationReport(app, addDays(today, -days), addDays(today, 1));
}

async function approvedRefund(
  { app, clerk, admin }: TestClinic,
  invoiceId: string,
  amountCents: number,
): Promise<void> {
  const [payment] = await app.db.read.payments.ofInvoice(invoiceId);
  const paymentId = payment?.id ?? '';
  const input = { paymentId, amountCents, reason: 'billing_error', note: null, effect: 'credit' } as const;
  const { id } = await requestRefund(app, input, clerk);
  await approveRefund(app, id, admin);
}

async function asApp(appUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: appUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
