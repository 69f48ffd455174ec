/** Random operations by which money goes back: refunds step by step, refunds made at Stripe, and disputes. */
import { randomUUID } from 'node:crypto';
import { requestRefund } from '../../../functions/capabilities/payments/refund.ts';
import type { Work } from '../../../functions/capabilities/ports/work.ts';
import { approveRefund } from '../../../functions/capabilities/refunds/approve.ts';
import { executeRefund } from '../../../functions/capabilities/refunds/execute.ts';
import { rejectRefund } from '../../../functions/capabilities/refunds/reject.ts';
import { switchRefundEffect } from '../../../functions/capabilities/refunds/switch-effect.ts';
import { applyRefund } from '../../../functions/capabilities/stripe-events/refund.ts';
import { bySystem } from '../../../functions/capabilities/system-caller.ts';
import type { RefundEffect, StripeRefundState } from '../../../functions/domain/refund.ts';
import { amountFor, both, type Lane, type Operation, payments, pick, type Tried } from './lane.ts';
import { heldOf } from './model.ts';
import * as model from './model-money-back.ts';
import type { ModelPayment, ModelRefund } from './model-types.ts';

export const SYSTEM = bySystem('proof');

export const source = () => ({ id: `evt_${randomUUID().replaceAll('-', '')}`, payload: '{}' });

export const newId = (prefix: string) => `${prefix}_${randomUUID().replaceAll('-', '')}`;

const refunds = (lane: Lane): ModelRefund[] => payments(lane).flatMap((payment) => payment.refunds);

export const happened = ({ invoice }: ModelPayment): Tried => ({
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
    name: 'switch the effect of a refund at Stripe',
    run: async (lane) => {
      const refund = pick(lane, refunds(lane), ({ id, status }) => id === '' && status !== 'rejected');
      if (refund?.id !== '') return undefined;
      const { invoice, id: paymentId } = refund.payment;
      const effect = refund.effect === 'credit' ? 'reopen' : 'credit';
      const { data } = await lane.app.db.read.refunds.list({ paymentId }, { limit: 100 });
      const found = data.find(({ stripe_refund_id }) => stripe_refund_id === refund.stripeId);
      const input = { id: found?.id ?? '', effect, reason: 'agreed' } as const;
      const work = switchRefundEffect(lane.app, input, lane.clinic.admin);
      return both(invoice, model.switchEffect(refund), work);
    },
  },
];

/** What Stripe has not given back of a payment. */
export function left({ amount, refunds: known }: ModelPayment): number {
  return known
    .filter(({ status }) => status === 'processing' || status === 'succeeded')
    .reduce((rest, refund) => rest - refund.amount, amount);
}
