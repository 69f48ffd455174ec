/** Random operations on disputes: opened, won, lost, won in part, and resolved. */
import { decideDispute } from '../../../functions/capabilities/disputes/decide.ts';
import { applyDispute } from '../../../functions/capabilities/stripe-events/dispute.ts';
import { both, type Lane, type Operation, payments, pick } from './lane.ts';
import * as model from './model-money-back.ts';
import type { ModelDispute } from './model-types.ts';
import { happened, left, newId, SYSTEM, source } from './money-back-operations.ts';

const disputes = (lane: Lane): ModelDispute[] =>
  payments(lane).flatMap(({ dispute }) => (dispute ? [dispute] : []));

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

const hasReturnedNothing = ({ amount, withdrawn }: ModelDispute): boolean => withdrawn === amount;

export const DISPUTE_OPERATIONS: readonly Operation[] = [
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
