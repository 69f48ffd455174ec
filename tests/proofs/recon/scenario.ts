/** A month of a clinic at Stripe: payments, refunds and disputes, and one injected difference of every class. */
import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import { StripeFailure } from '../../../functions/capabilities/ports/stripe.ts';
import type { App } from '../../../functions/capabilities/ports.ts';
import { approveRefund } from '../../../functions/capabilities/refunds/approve.ts';
import { runWork } from '../../../functions/capabilities/work/run.ts';
import type { Currency } from '../../../functions/domain/currency.ts';
import type { DiscrepancyClass } from '../../../functions/domain/reconciliation.ts';
import { storeAndApply } from '../../support/apply-event.ts';
import { buildIssued } from '../../support/clinic-builder.ts';
import { billOf, newPatient } from '../clinic.ts';
import type { Random } from '../ledger/random.ts';
import type { ReconClinic } from './clinic.ts';

/** Which object must come out as which class of difference. */
export type Expected = Map<string, DiscrepancyClass>;
/** Money can be paid out at once with this card. */
const AT_ONCE = '4000000000000077';

export type Paid = { invoiceId: string; paymentIntentId: string; chargeId: string; amountCents: number };

/** Issues an invoice and pays it on Stripe's page. */
export async function pay(
  clinic: ReconClinic,
  patientId: string,
  amountCents: number,
  currency: Currency = 'usd',
): Promise<Paid> {
  const invoiceId = await buildIssued(clinic.app, clinic.clerk, billOf(patientId, amountCents, { currency }));
  return payIssued(clinic, invoiceId, amountCents);
}

async function payIssued(clinic: ReconClinic, invoiceId: string, amountCents: number): Promise<Paid> {
  const invoice = await clinic.app.db.read.invoices.get(invoiceId);
  const { session } = await clinic.harness.pay(invoice?.stripe_checkout_session_id ?? '', AT_ONCE);
  const paymentIntentId = String(session.payment_intent);
  const intent = await clinic.harness.stripe.paymentIntents.retrieve(paymentIntentId);
  return { invoiceId, paymentIntentId, chargeId: String(intent.latest_charge), amountCents };
}

/** A bank debit, which Stripe books at submission: it succeeds, fails, or is still on its way at the end. */
async function debit(clinic: ReconClinic, patientId: string, outcome: string): Promise<void> {
  const invoiceId = await buildIssued(clinic.app, clinic.clerk, billOf(patientId, 60_00));
  const invoice = await clinic.app.db.read.invoices.get(invoiceId);
  const session = invoice?.stripe_checkout_session_id ?? '';
  await clinic.harness.pay(session, undefined, { bank_account: '000123456789' });
  if (outcome !== 'leave') await clinic.harness.control('POST', `/sessions/${session}/settle`, { outcome });
}

/** What Stripe could pay out now, in dollars. */
async function availableCents(harness: ReconClinic['harness']): Promise<number> {
  const { available } = await harness.stripe.balance.retrieve();
  return available.find(({ currency }) => currency === 'usd')?.amount ?? 0;
}

/** A payout of the owner's, which may be called off or sent back by the bank. */
async function payOutByHand({ harness }: ReconClinic, end: string): Promise<void> {
  if ((await availableCents(harness)) < 10_00) return;
  const asked = { automatic: false, amount: 10_00, pending: end === 'cancel' };
  const { payout } = await harness.control<{ payout: Stripe.Payout }>('POST', '/payouts', asked);
  if (end !== 'paid') await harness.control('POST', `/payouts/${payout.id}/${end}`, {});
}

/** Half of the payments is in dollars, the currency of the balance; Stripe converts the others. */
const PAID_IN: readonly Currency[] = ['usd', 'usd', 'usd', 'eur', 'jpy', 'kwd'];

/** Another day: euros, yen and dinars have other rates. */
async function moveRates({ harness }: ReconClinic, random: Random): Promise<void> {
  const about = (rate: number) => (rate * random.whole(900, 1100)) / 1000;
  const exchange_rates = { eur: about(1.08), jpy: about(0.0067), kwd: about(3.25) };
  await harness.control('POST', '/settings', { settlement_currencies: ['usd'], exchange_rates });
}

/** The honest part: payments and bank debits, every fifth payment refunded by request and approval, some disputed, some paid out. */
export async function playHonestly(clinic: ReconClinic, random: Random, payments: number): Promise<void> {
  const patient = await newPatient(clinic.app, clinic.clerk);
  for (let count = 1; count <= payments; count++) {
    await mischief(clinic, random.whole(0, 1_000_000), WHOLLY[count % 10]);
    await moveRates(clinic, random);
    const paid = await pay(clinic, patient, 10 * random.whole(2_00, 40_00), random.one(PAID_IN));
    await mischief(clinic, random.whole(0, 1_000_000));
    await moveRates(clinic, random);
    if (count % 5 === 0) await refund(clinic, paid, 10 * random.whole(10, 2_00));
    if (count % 9 === 0)
      await disputeAndEnd(clinic, paid, random, random.one(['won', 'lost', 'part', 'open']));
    if (count % 6 === 0) await debit(clinic, patient, random.one(['succeed', 'fail', 'leave']));
    if (count % 8 === 0) await payOutByHand(clinic, random.one(['paid', 'cancel', 'fail']));
    if (count % 20 !== 0) continue;
    // Enough for a payout, whatever disputes and payouts by hand have left.
    await pay(clinic, patient, 5_000_00);
    // Every other payout is found by the comparison only.
    if (count % 40 === 20) await mischief(clinic, count, 'drop');
    await clinic.harness.control('POST', '/payouts');
  }
}

/** Of ten payments, nothing at all is reported of one, and events of another never come to be. */
const WHOLLY: Record<number, 'drop' | 'never_generated' | undefined> = { 3: 'drop', 8: 'never_generated' };

/** A fifth of the webhooks is hidden, another fifth doubled, one in twenty events never comes to be; or all of them. */
async function mischief(
  { harness }: ReconClinic,
  seed: number,
  wholly?: 'drop' | 'never_generated',
): Promise<void> {
  await harness.control('DELETE', '/webhooks/rules');
  const rules = wholly
    ? [{ mode: wholly }]
    : [
        { mode: 'drop', fraction: 0.2, seed },
        { mode: 'double', fraction: 0.2, seed: seed + 1 },
        { mode: 'never_generated', fraction: 0.05, seed: seed + 2 },
      ];
  for (const rule of rules) await harness.control('POST', '/webhooks/rules', rule);
}

/** Our own refund; where the payment's webhook was hidden, the request comes when it is booked, and so not at all. */
async function refund(clinic: ReconClinic, paid: Paid, amountCents: number): Promise<void> {
  await clinic.quiet();
  const [payment] = await clinic.app.db.read.payments.ofInvoice(paid.invoiceId);
  if (!payment) return;
  const input = {
    paymentId: payment.id,
    amountCents,
    reason: 'billing_error',
    note: null,
    effect: 'reopen',
  } as const;
  const { id } = await requestRefund(clinic.app, input, clinic.clerk);
  await approveRefund(clinic.app, id, clinic.admin);
  for (const work of await clinic.app.db.read.outbox.due(100)) await runWork(clinic.app, work.id);
}

async function disputeAndEnd(clinic: ReconClinic, paid: Paid, random: Random, end: string): Promise<void> {
  const { dispute } = await clinic.harness.control<{ dispute: Stripe.Dispute }>(
    'POST',
    `/charges/${paid.chargeId}/dispute`,
    {},
  );
  if (end === 'open') return;
  // Another day: what comes back, or a part of it, has a rate of its own.
  await moveRates(clinic, random);
  const part = { outcome: 'lost', returned: 10 * random.whole(1, dispute.amount / 10 - 1) };
  await clinic.harness.control('POST', `/disputes/${dispute.id}`, end === 'part' ? part : { outcome: end });
}

/** One difference of each class, so many times. */
export async function injectDifferences(clinic: ReconClinic, times: number): Promise<Expected> {
  const expected: Expected = new Map();
  const patient = await newPatient(clinic.app, clinic.clerk);
  for (let turn = 0; turn < times; turn++) {
    const stranger = await strangersMoney(clinic, 30_00 + turn);
    expected.set(stranger.chargeId, 'unknown_invoice');
    const back = await clinic.harness.stripe.refunds.create({ charge: stranger.chargeId, amount: 5_00 });
    expected.set(back.id, 'missing_here');
    expected.set(await moneyThatNeverWas(clinic, patient), 'missing_at_stripe');
    expected.set(await wrongAmount(clinic, patient), 'amount_differs');
    expected.set(await refundWithoutApproval(clinic, patient), 'refund_outside');
    expected.set(await notSettled(clinic, patient), 'fee_missing');
  }
  return expected;
}

/** Paid for an invoice that is not there. */
async function strangersMoney(clinic: ReconClinic, amountCents: number): Promise<Paid> {
  const metadata = { invoice_id: randomUUID(), clinic_id: 'clinic' };
  const session = await clinic.harness.open({ metadata, payment_intent_data: { metadata } }, amountCents);
  const paid = await clinic.harness.pay(session.id);
  const paymentIntentId = String(paid.session.payment_intent);
  const intent = await clinic.harness.stripe.paymentIntents.retrieve(paymentIntentId);
  return { invoiceId: '', paymentIntentId, chargeId: String(intent.latest_charge), amountCents };
}

/** Reported by a well-signed event, though Stripe knows nothing of it. */
async function moneyThatNeverWas(clinic: ReconClinic, patient: string): Promise<string> {
  const invoiceId = await buildIssued(clinic.app, clinic.clerk, billOf(patient, 40_00));
  const id = randomUUID().replaceAll('-', '');
  await deliverCharge(clinic, {
    chargeId: `ch_${id}`,
    paymentIntentId: `pi_${id}`,
    invoiceId,
    amountCents: 40_00,
  });
  return `ch_${id}`;
}

/** Reported with another amount than Stripe has taken, before Stripe's own events come. */
async function wrongAmount(clinic: ReconClinic, patient: string): Promise<string> {
  await clinic.harness.control('POST', '/webhooks/rules', { mode: 'hold' });
  const paid = await pay(clinic, patient, 60_00);
  await deliverCharge(clinic, { ...paid, amountCents: 55_00 });
  await clinic.harness.control('POST', '/webhooks/release', {});
  return paid.chargeId;
}

async function refundWithoutApproval(clinic: ReconClinic, patient: string): Promise<string> {
  const paid = await pay(clinic, patient, 70_00);
  const { refund: made } = await clinic.harness.control<{ refund: Stripe.Refund }>(
    'POST',
    `/charges/${paid.chargeId}/refund`,
    { amount: 7_00 },
  );
  return made.id;
}

/** Its charge comes into Stripe's balance only days later. */
async function notSettled(clinic: ReconClinic, patient: string): Promise<string> {
  await clinic.harness.control('POST', '/settings', { capture_seconds: 86_400 });
  const paid = await pay(clinic, patient, 80_00);
  await clinic.harness.control('POST', '/settings', { capture_seconds: 0 });
  return paid.chargeId;
}

async function deliverCharge(clinic: ReconClinic, paid: Paid): Promise<void> {
  const created = Math.floor(clinic.app.clock.now().getTime() / 1000);
  const event = {
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    created,
    livemode: false,
    type: 'charge.succeeded',
    data: {
      object: {
        id: paid.chargeId,
        object: 'charge',
        amount: paid.amountCents,
        currency: 'usd',
        payment_intent: paid.paymentIntentId,
        metadata: { invoice_id: paid.invoiceId, clinic_id: 'clinic' },
      },
    },
  };
  // Stripe does not answer for a moment, so the event is believed as it came.
  const away = () => Promise.reject(new StripeFailure('unknown', 'away', 'Stripe is away for a moment.'));
  const app: App = { ...clinic.app, stripe: { ...clinic.app.stripe, paymentMoney: away } };
  const { id, type, livemode } = event;
  const record = { id, type, livemode, createdAt: new Date(created * 1000), payload: JSON.stringify(event) };
  await storeAndApply(app, { ...record, source: 'webhook', requestId: 'forged' });
}
