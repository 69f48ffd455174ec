/** Bank debits: the session is complete at once, the money comes days later or not at all. */
import type Stripe from 'stripe';
import type { Payer } from '../state/kinds.ts';
import { delaysOf, type World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { type Attempt, CLOSED } from './attempt.ts';
import { bookConverted } from './balance.ts';
import { accountBehaviourOf } from './cards.ts';
import { captureLater, charge, fail, succeed } from './intents.ts';
import { complete, intentOf, openSession } from './sessions.ts';

/** A bank debit: the session is complete, the money comes later or not at all. */
export function payByBank(world: World, id: string, account: string, payer: Payer): Attempt {
  const session = openSession(world, id);
  if (session === undefined) return CLOSED;
  const intent = intentOf(world, session);
  const pending = charge(world, intent, payer, {
    instrument: { type: 'us_bank_account', account },
    decline: null,
  });
  const processing: Stripe.PaymentIntent = {
    ...intent,
    status: 'processing',
    payment_method: pending.payment_method,
    last_payment_error: null,
  };
  world.store.update('payment_intent', processing);
  emit(world, 'charge.pending', pending);
  // Stripe books the money at submission, and takes it out of the balance again when the debit fails.
  captureLater(world, pending.id);
  emit(world, 'payment_intent.processing', processing);
  complete(world, session, 'unpaid', payer);
  const { debit } = delaysOf(world);
  if (debit !== null) world.store.schedule(world.clock.now() + debit, 'settle_debit', id);
  return { outcome: 'submitted' };
}

/** The bank's answer to a debit: as the test account says, unless the control surface decides. */
export function settleDebit(world: World, id: string, decided?: 'succeed' | 'fail'): boolean {
  const session = world.store.get('checkout.session', id);
  const intent = world.store.find('payment_intent', String(session.payment_intent));
  if (intent?.status !== 'processing') return false;
  world.store.unschedule('settle_debit', id);
  const pending = world.store.get('charge', String(intent.latest_charge));
  const failure = accountBehaviourOf(world.store.detail('charge', pending.id).account ?? '')?.failure;
  const refused =
    decided === undefined ? failure : decided === 'fail' ? (failure ?? NOT_AUTHORIZED) : undefined;
  if (refused !== undefined) {
    const failed: Stripe.Charge = {
      ...pending,
      status: 'failed',
      failure_code: refused.code,
      failure_message: refused.message,
    };
    reverse(world, failed);
    fail(world, intent, failed, { ...refused, declineCode: null });
    emit(world, 'checkout.session.async_payment_failed', session);
    return true;
  }
  const paid: Stripe.Charge = {
    ...pending,
    status: 'succeeded',
    paid: true,
    captured: true,
    amount_captured: pending.amount,
    receipt_url: `${world.publicUrl}/receipts/${pending.id}`,
  };
  world.store.update('charge', paid);
  succeed(world, intent, paid);
  const settled = world.store.update('checkout.session', { ...session, payment_status: 'paid' });
  emit(world, 'checkout.session.async_payment_succeeded', settled);
  captureLater(world, paid.id);
  return true;
}

/** The charge has failed: what was booked at submission is booked back; the fee stays spent. */
function reverse(world: World, failed: Stripe.Charge): void {
  if (failed.balance_transaction !== null) {
    const entry = bookConverted(world, {
      amount: -failed.amount,
      currency: failed.currency,
      type: 'payment_failure_refund',
      reportingCategory: 'charge_failure',
      source: failed.id,
      description: 'Payment failure',
      availableInDays: 4,
    });
    failed.failure_balance_transaction = entry.id;
  }
  world.store.update('charge', failed);
}

const NOT_AUTHORIZED = { code: 'debit_not_authorized', message: 'The customer did not authorize the debit.' };
