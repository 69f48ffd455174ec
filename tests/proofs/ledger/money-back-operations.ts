/** Random operations by which money goes back: refunds step by step, refunds made at Stripe, and disputes. */
import { randomUUID } from 'node:crypto';
import { bySystem } from '../../../functions/capabilities/audit.ts';
import { decideDispute } from '../../../functions/capabilities/disputes/decide.ts';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import type { Work } from '../../../functions/capabilities/ports/work.ts';
import { approveRefund } from '../../../functions/capabilities/refunds/approve.ts';
import { rejectRefund } from '../../../functions/capabilities/refunds/reject.ts';
import { executeRefund } from '../../../functions/capabilities/refunds/execute.ts';
import { applyDispute } from '../../../functions/capabilities/stripe-events/dispute.ts';
import { applyRefund } from '../../../functions/capabilities/stripe-events/refund.ts';
import type { RefundEffect, StripeRefundState } from '../../../functions/domain/refund.ts';
import { amountFor, both, type Lane, type Operation, payments, pick, type Tried } from './lane.ts';
import { heldOf, type ModelDispute, type ModelPayment, type ModelRefund } from './model.ts';
import * as model from './model-money-back.ts';

const SYSTEM = bySystem('proof');
const source = () => ({ id: `evt_${randomUUID().replaceAll('-', '')}`, payload: '{}' });
const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;
const refunds = (lane: Lane): ModelRefund[] => payments(lane).flatMap((payment) => payment.refunds);
const disputes = (lane: Lane): ModelDispute[] =>
  payments(lane).flatMap(({ dispute }) => (dispute ? [dispute] : []));
const happened = ({ invoice }: ModelPayment): Tried => ({
  patient: invoice.patient,
  invoices: [invoice],
  expected: 'done',
  actual: 'done',
});

const requestWith = (effect: RefundEffect): Operation => ({
  name: `request refund (${effect})`,
  run: async (lane) => {
    const payment = pick(lane, payments(lane), (one) => one.intent !== '' && model.leftOf(one) > 0);
    if (!payment) return undefined;
    const { invoice } = payment;
    const about = Math.max(Math.min(model.leftOf(payment), invoice.kept + heldOf(invoice)), 1);
    const amountCents = lane.random.one([undefined, amountFor(lane, about)]);
    const { clerk } = lane.clinic;
    const input = { paymentId: payment.id, amountCents, reason: 'other' as const, note: null, effect };
    const expected = model.request(payment, amountCents, effect);
    const work = requestRefund(lane.app, input, clerk).then(({ id }) => {
      if (expected.refund) expected.refund.id = id;
    });
    return both(invoice, expected.verdict, work);
  },
});

/** Stripe reports what became of a refund that it knows. */
async function report(
  { app }: Lane,
  { payment, amount, stripeId, id }: ModelRefund,
  state: StripeRefundState,
): Promise<void> {
  const ids = { paymentIntentId: payment.intent, chargeId: null };
  const refund = { stripeRefundId: stripeId ?? '', ourId: id || null, amountCents: amount, state };
  const facts = {
    currency: 'usd',
    reason: null,
    failureReason: state === 'failed' ? 'lost_or_stolen_card' : null,
  };
  const reported = { ...ids, ...refund, ...facts, at: app.clock.now() };
  await app.db.transaction((tx) =>
    applyRefund({ app, tx, by: SYSTEM, source: source() }, reported as never, {}),
  );
}

/** Stripe reports where a dispute stands: the whole amount was withdrawn, and as much of it reinstated as is given. */
async function reportDispute(
  { app }: Lane,
  { stripeId, payment, amount }: ModelDispute,
  status: string,
  reinstatedCents?: number,
): Promise<void> {
  const movement = (direction: 'withdrawn' | 'reinstated', amountCents: number) => ({
    ...{ direction, amountCents, balanceTransactionId: `txn_${direction}_${stripeId}` },
    ...{ transaction: null, feeCents: 0, feeCurrency: 'usd' },
  });
  const movements = [movement('withdrawn', amount)];
  if (reinstatedCents !== undefined) movements.push(movement('reinstated', reinstatedCents));
  const at = app.clock.now();
  const ids = { paymentIntentId: payment.intent, chargeId: null, stripeDisputeId: stripeId };
  const terms = { amountCents: amount, currency: 'usd', reason: 'general', isChargeRefundable: false };
  const reported = { ...ids, ...terms, status, evidenceDueAt: null, movements, openedAt: at, at };
  await app.db.transaction((tx) => applyDispute({ app, tx, by: SYSTEM, source: source() }, reported, {}));
}

const decideWith = (outcome: 'absorb' | 'reopen'): Operation => ({
  name: `resolve dispute (${outcome})`,
  weight: 3,
  run: async (lane) => {
    const dispute = pick(lane, disputes(lane), ({ status, outcome: made }) => status === 'lost' && !made);
    if (!dispute) return undefined;
    const { payment } = dispute;
    const { data } = await lane.app.db.read.disputes.list({ paymentId: payment.id }, { limit: 1 });
    const { admin } = lane.clinic;
    const work = decideDispute(lane.app, data[0]?.id ?? '', outcome, admin);
    return both(payment.invoice, model.decide(dispute, outcome), work);
  },
});

export const MONEY_BACK_OPERATIONS: readonly Operation[] = [
  requestWith('credit'),
  requestWith('reopen'),
  {
    name: 'approve refund',
    weight: 3,
    run: async (lane) => {
      const refund = pick(lane, refunds(lane), ({ status }) => status === 'requested');
      if (!refund?.id) return undefined;
      const { admin } = lane.clinic;
      const work = approveRefund(lane.app, refund.id, admin);
      return both(refund.payment.invoice, model.approve(refund), work);
    },
  },
  {
    name: 'reject refund',
    run: async (lane) => {
      const refund = pick(lane, refunds(lane), ({ status }) => status === 'requested');
      // Most requests go on.
      if (!refund?.id || lane.random.whole(0, 2) > 0) return undefined;
      const { admin } = lane.clinic;
      const work = rejectRefund(lane.app, refund.id, 'no', admin);
      return both(refund.payment.invoice, model.reject(refund), work);
    },
  },
  {
    name: 'execute refund',
    weight: 5,
    run: async (lane) => {
      const refund = pick(lane, refunds(lane), ({ status }) => status === 'approved');
      if (refund?.status !== 'approved') return undefined;
      lane.stripe.state.refuses = lane.random.whole(0, 6) === 0;
      const work: Work = {
        id: randomUUID(),
        topic: 'execute_refund',
        subjectId: refund.id,
        attempts: 1,
        crashes: 0,
        requestId: 'proof',
      };
      const expected = model.execute(refund, !lane.stripe.state.refuses);
      await executeRefund(lane.app, work);
      const found = await lane.app.db.read.refunds.get(refund.id);
      refund.stripeId = found?.stripe_refund_id ?? null;
      const names: Record<string, string> = { processing: 'done', card_declined: 'refused_by_stripe' };
      const ended =
        found?.status === 'failed' ? (found.failure_reason ?? 'failed') : (found?.status ?? 'gone');
      const { invoice } = refund.payment;
      return { patient: invoice.patient, invoices: [invoice], expected, actual: names[ended] ?? ended };
    },
  },
  {
    name: 'refund succeeds',
    weight: 5,
    byStripe: true,
    run: async (lane) => {
      const sent = refunds(lane).filter(({ status, stripeId }) => status === 'processing' && stripeId);
      if (sent.length === 0) return undefined;
      const refund = lane.random.one(sent);
      model.succeed(refund);
      await report(lane, refund, 'succeeded');
      return happened(refund.payment);
    },
  },
  {
    name: 'refund fails',
    byStripe: true,
    run: async (lane) => {
      const sent = refunds(lane).filter(
        ({ status, stripeId }) => stripeId && (status === 'processing' || status === 'succeeded'),
      );
      if (sent.length === 0) return undefined;
      const refund = lane.random.one(sent);
      model.fail(refund);
      await report(lane, refund, 'failed');
      return happened(refund.payment);
    },
  },
  {
    name: 'refund at Stripe',
    weight: 1,
    byStripe: true,
    run: async (lane) => {
      const able = payments(lane).filter((one) => one.intent !== '' && left(one) > 0 && !model.disputed(one));
      if (able.length === 0) return undefined;
      const payment = lane.random.one(able);
      const most = left(payment);
      const refund = model.refundedAtStripe(payment, lane.random.one([most, lane.random.whole(1, most)]));
      refund.stripeId = newId('re');
      await report(lane, refund, 'succeeded');
      return happened(payment);
    },
  },
  {
    name: 'dispute opens',
    weight: 1,
    byStripe: true,
    run: async (lane) => {
      const able = payments(lane).filter((one) => one.intent !== '' && !one.dispute && left(one) > 0);
      if (able.length === 0) return undefined;
      const payment = lane.random.one(able);
      const dispute = model.withdraw(payment, newId('dp'), left(payment));
      await reportDispute(lane, dispute, 'needs_response');
      return happened(payment);
    },
  },
  {
    name: 'dispute won',
    weight: 1,
    byStripe: true,
    run: async (lane) => {
      // An appeal can win what was lost, also after it was resolved.
      const able = disputes(lane).filter(hasReturnedNothing);
      if (able.length === 0) return undefined;
      const dispute = lane.random.one(able);
      model.win(dispute);
      await reportDispute(lane, dispute, 'won', dispute.amount);
      return happened(dispute.payment);
    },
  },
  {
    name: 'dispute lost',
    byStripe: true,
    run: async (lane) => {
      const able = disputes(lane).filter(({ status }) => status === 'open');
      if (able.length === 0) return undefined;
      const dispute = lane.random.one(able);
      dispute.status = 'lost';
      await reportDispute(lane, dispute, 'lost');
      return happened(dispute.payment);
    },
  },
  {
    name: 'dispute won in part',
    weight: 1,
    byStripe: true,
    run: async (lane) => {
      const able = disputes(lane).filter((each) => hasReturnedNothing(each) && each.amount > 1);
      if (able.length === 0) return undefined;
      const dispute = lane.random.one(able);
      const returned = lane.random.whole(1, dispute.amount - 1);
      model.win(dispute, returned);
      await reportDispute(lane, dispute, 'lost', returned);
      return happened(dispute.payment);
    },
  },
  decideWith('absorb'),
  decideWith('reopen'),
];

const hasReturnedNothing = ({ amount, withdrawn }: ModelDispute): boolean => withdrawn === amount;

/** What Stripe has not given back of a payment. */
function left({ amount, refunds: known }: ModelPayment): number {
  return known
    .filter(({ status }) => status === 'processing' || status === 'succeeded')
    .reduce((rest, refund) => rest - refund.amount, amount);
}
