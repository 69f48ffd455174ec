/** Whether, after one comparison, our books have everything that Stripe has, and every difference its right class. */
import type Stripe from 'stripe';
import { scheduleReconciliation } from '../../../functions/capabilities/reconciliation/compare.ts';
import { reconciliationReport } from '../../../functions/capabilities/reconciliation/get.ts';
import { bySystem } from '../../../functions/capabilities/system-caller.ts';
import { runWork } from '../../../functions/capabilities/work/run.ts';
import { addDays, dayIn } from '../../../functions/domain/calendar.ts';
import { DISCREPANCY_CLASSES } from '../../../functions/domain/reconciliation.ts';
import type { ReconClinic } from './clinic.ts';
import type { Expected } from './scenario.ts';

/** One comparison, as the timer asks for it and the queue does it; what it found. */
export async function sweep(clinic: ReconClinic): Promise<Record<string, number>> {
  const { id } = await scheduleReconciliation(clinic.app, bySystem('proof'));
  const run = () => clinic.app.db.read.reconciliation.run(id);
  for (let round = 0; round < 5 && (await run())?.state !== 'done'; round++) {
    for (const work of await clinic.app.db.read.outbox.due(1000)) await runWork(clinic.app, work.id);
  }
  const ended = await run();
  if (ended?.state !== 'done') throw new Error(`The comparison did not end: ${ended?.last_error}`);
  return ended.found;
}

type Truth = {
  payment_intents: Stripe.PaymentIntent[];
  charges: Stripe.Charge[];
  refunds: Stripe.Refund[];
  disputes: Stripe.Dispute[];
};

/** What is at Stripe and not in our books, beside what is expected to be missing. */
export async function missingHere(clinic: ReconClinic, expected: Expected): Promise<string[]> {
  const truth = await clinic.harness.control<Truth>('GET', '/truth');
  const missing: string[] = [];
  for (const charge of truth.charges.filter((each) => each.status === 'succeeded')) {
    const of = expected.get(charge.id);
    const named = await clinic.app.db.read.payments.findByStripeIds({
      paymentIntentId: String(charge.payment_intent),
      chargeId: null,
    });
    if (!named && of !== 'unknown_invoice') missing.push(`payment ${charge.id}`);
  }
  for (const refund of truth.refunds) {
    const payment = await clinic.app.db.read.payments.findByStripeIds({
      paymentIntentId: String(refund.payment_intent),
      chargeId: null,
    });
    const known = payment ? await clinic.app.db.read.refunds.ofPayment(payment.id) : [];
    const row = known.find((each) => each.stripeRefundId === refund.id);
    if (row?.status !== refund.status && expected.get(refund.id) !== 'missing_here') {
      missing.push(`refund ${refund.id} is ${refund.status} at Stripe and ${row?.status} here`);
    }
  }
  for (const dispute of truth.disputes) {
    const { data } = await clinic.app.db.read.disputes.list({}, { limit: 100 });
    const row = data.find((each) => each.stripe_dispute_id === dispute.id);
    if (row?.status !== dispute.status) missing.push(`dispute ${dispute.id}`);
  }
  return missing;
}

export type ClassVerdict = { class: string; injected: number; found: number; wrong: string[] };

/** Per class: how many were injected and found, and which objects were classed otherwise or for no reason. */
export async function classVerdicts(
  clinic: ReconClinic,
  expected: Expected,
): Promise<{ classes: ClassVerdict[]; unexplainedCents: number; converted: string[] }> {
  const today = dayIn(clinic.app.clinic.timeZone, clinic.app.clock.now());
  const report = await reconciliationReport(clinic.app, addDays(today, -40), addDays(today, 1));
  const { breaks, clearing } = report;
  const classes = DISCREPANCY_CLASSES.map((each): ClassVerdict => {
    const injected = [...expected].filter(([, of]) => of === each).map(([object]) => object);
    const found = breaks.filter((one) => one.class === each).map((one) => one.object);
    return {
      class: each,
      injected: injected.length,
      found: found.length,
      wrong: [
        ...injected.filter((object) => !found.includes(object)).map((object) => `${object} was not found`),
        ...found.filter((object) => !injected.includes(object)).map((object) => `${object} is no such thing`),
      ],
    };
  });
  const converted = report.conversions.map((each) => `${each.source_currency} to ${each.currency}`);
  return { classes, unexplainedCents: await unexplained(clinic, breaks, clearing), converted };
}

type Shown = Awaited<ReturnType<typeof reconciliationReport>>;

/** What of the difference between the ledger and Stripe's balance no break explains. */
async function unexplained(
  clinic: ReconClinic,
  breaks: Shown['breaks'],
  clearing: Shown['clearing'],
): Promise<number> {
  const left = new Map(clearing.map((each) => [each.currency, each.difference_cents]));
  const explain = (currency: string, cents: number) => left.set(currency, (left.get(currency) ?? 0) - cents);
  for (const each of breaks) {
    // What could not be booked is in neither sum.
    if (each.class === 'not_booked') continue;
    if (each.class === 'fee_missing') explain(each.currency, each.ours_cents ?? 0);
    else if (each.class !== 'payout_differs')
      explain(each.currency, (each.ours_cents ?? 0) - (each.stripe_cents ?? 0));
  }
  // The fees of money that is not ours are not ours either.
  const strangers = new Set(
    breaks.filter((each) => each.class === 'unknown_invoice').map((each) => each.object),
  );
  const from = new Date(clinic.app.clock.now().getTime() - 40 * 86_400_000);
  const lines = await clinic.app.db.read.reconciliation.lines(from, new Date(Date.now() + 90 * 86_400_000));
  for (const line of lines) if (strangers.has(line.source ?? '')) explain(line.currency, line.feeCents);
  return [...left.values()].reduce((sum, cents) => sum + Math.abs(cents), 0);
}
