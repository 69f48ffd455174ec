/** Acts of payers, banks and the dashboard: pay, settle, refund, dispute, pay out. */
import type Stripe from 'stripe';
import { z } from 'zod';
import type { Attempt } from '../payments/attempt.ts';
import { book, OTHER_ENTRIES } from '../payments/balance.ts';
import { answerChallenge, payByCard } from '../payments/card-payments.ts';
import { accountBehaviourOf, cardNumber } from '../payments/cards.ts';
import { payByBank, settleDebit } from '../payments/debits.ts';
import { closeDispute, escalate, isOpen, openDispute, submitEvidence } from '../payments/disputes.ts';
import { linkIsOpen, sessionOfLink } from '../payments/links.ts';
import { cancelPayout, failPayout, payOut, payOutByHand } from '../payments/payouts.ts';
import { failRefund, finishRefund, refundCharge } from '../payments/refunds.ts';
import { openNew, recoverSession } from '../payments/sessions.ts';
import type { World } from '../state/world.ts';
import { type Action, action, ControlError, required } from './action.ts';

const payment = z.strictObject({
  card: z.string().optional(),
  bank_account: z.string().optional(),
  authentication: z.enum(['complete', 'fail', 'leave']).default('complete'),
  name: z.string().default('Test Payer'),
  email: z.string().nullable().default(null),
});
const outcomes = ['won', 'lost', 'escalate', 'submit'] as const;

export const moneyActions: Action[] = [
  action('POST /_control/sessions/:id/pay', payment, ({ world }, body, id) => {
    required(world.store.find('checkout.session', id), id);
    const attempt = pay(world, id, body);
    const session = world.store.get('checkout.session', id);
    const url = session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', id) ?? null;
    return { ...attempt, session, redirect_url: session.status === 'complete' ? url : null };
  }),
  action(
    'POST /_control/sessions/:id/settle',
    z.strictObject({ outcome: z.enum(['succeed', 'fail']) }),
    ({ world }, { outcome }, id) => {
      required(world.store.find('checkout.session', id), id);
      if (!settleDebit(world, id, outcome))
        throw new ControlError(409, 'No bank debit of this session is under way');
      return { session: world.store.get('checkout.session', id) };
    },
  ),
  action('POST /_control/sessions/:id/recover', z.strictObject({}), ({ world }, _, id) => {
    const expired = required(world.store.find('checkout.session', id), id);
    if (!expired.after_expiration?.recovery?.url)
      throw new ControlError(409, 'This session cannot be recovered');
    return { session: recoverSession(world, expired) };
  }),
  action('POST /_control/payment_links/:id/open', z.strictObject({}), ({ world }, _, id) => {
    const link = required(world.store.find('payment_link', id), id);
    if (!linkIsOpen(world, link)) throw new ControlError(409, 'This payment link is not active');
    return { session: openNew(world, world.store.detail('payment_link', id), sessionOfLink(world, link)) };
  }),
  action(
    'POST /_control/charges/:id/refund',
    z.strictObject({
      amount: z.int().positive().optional(),
      reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).nullable().default(null),
    }),
    ({ world }, { amount, reason }, id) => {
      const charge = required(world.store.find('charge', id), id);
      return { refund: refundCharge(world, charge, { amount, reason, metadata: {} }) };
    },
  ),
  action(
    'POST /_control/charges/:id/dispute',
    z.strictObject({
      reason: z.string().default('fraudulent'),
      inquiry: z.boolean().default(false),
      amount: z.int().positive().optional(),
    }),
    ({ world }, opening, id) => {
      required(world.store.find('charge', id), id);
      const dispute = openDispute(world, id, opening);
      return { dispute };
    },
  ),
  action(
    'POST /_control/refunds/:id',
    z.strictObject({
      outcome: z.enum(['succeeded', 'failed']),
      failure_reason: z.string().default('unknown'),
    }),
    ({ world }, { outcome, failure_reason: reason }, id) => {
      required(world.store.find('refund', id), id);
      return { refund: outcome === 'succeeded' ? finishRefund(world, id) : failRefund(world, id, reason) };
    },
  ),
  action(
    'POST /_control/disputes/:id',
    z.strictObject({ outcome: z.enum(outcomes), returned: z.int().positive().optional() }),
    ({ world }, { outcome, returned }, id) => {
      const dispute = required(world.store.find('dispute', id), id);
      if (!isOpen(dispute)) throw new ControlError(409, `This dispute is ${dispute.status}`);
      if (returned !== undefined && returned > dispute.amount)
        throw new ControlError(409, 'More cannot come back than is disputed');
      return { dispute: decide(world, dispute, outcome, returned) };
    },
  ),
  action(
    'POST /_control/payouts',
    z.strictObject({
      currency: z.string().default('usd'),
      automatic: z.boolean().default(true),
      amount: z.int().positive().optional(),
      pending: z.boolean().default(false),
    }),
    ({ world }, { currency, automatic, ...byHand }) => {
      const payout = automatic ? payOut(world, currency) : payOutByHand(world, currency, byHand);
      if (payout === undefined) throw new ControlError(409, `Nothing is available to pay out in ${currency}`);
      return { payout };
    },
  ),
  action(
    'POST /_control/entries',
    z.strictObject({
      type: z.enum([...OTHER_ENTRIES, 'adjustment']),
      amount: z.int(),
      currency: z.string().default('usd'),
    }),
    ({ world }, { type, amount, currency }) => {
      const more = { reportingCategory: type, source: null, description: null };
      return { balance_transaction: book(world, { type, amount, currency, ...more }) };
    },
  ),
  action('POST /_control/payouts/:id/cancel', z.strictObject({}), ({ world }, _, id) => {
    const payout = required(world.store.find('payout', id), id);
    if (payout.status !== 'pending') throw new ControlError(409, 'Only a pending payout can be canceled');
    return { payout: cancelPayout(world, payout) };
  }),
  action('POST /_control/payouts/:id/fail', z.strictObject({}), ({ world }, _, id) => {
    const payout = required(world.store.find('payout', id), id);
    if (payout.status === 'failed') throw new ControlError(409, 'This payout has failed already');
    return { payout: failPayout(world, payout) };
  }),
];

function pay(world: World, id: string, body: z.output<typeof payment>): Attempt {
  const payer = { name: body.name, email: body.email };
  if (body.bank_account !== undefined) {
    if (accountBehaviourOf(body.bank_account) === undefined)
      throw new ControlError(400, 'Not a test account number');
    return payByBank(world, id, body.bank_account, payer);
  }
  const number = cardNumber(body.card ?? '4242424242424242');
  if (number === undefined) throw new ControlError(400, 'Not a card number');
  const attempt = payByCard(world, id, number, payer);
  if (attempt.outcome !== 'challenge' || body.authentication === 'leave') return attempt;
  return answerChallenge(world, id, body.authentication === 'complete');
}

function decide(
  world: World,
  dispute: Stripe.Dispute,
  outcome: (typeof outcomes)[number],
  returned: number | undefined,
): Stripe.Dispute {
  if (outcome === 'submit') return submitEvidence(world, dispute);
  if (outcome !== 'escalate') return closeDispute(world, dispute, outcome, returned);
  if (!dispute.status.startsWith('warning_')) throw new ControlError(409, 'Only an inquiry can be escalated');
  return escalate(world, dispute);
}
