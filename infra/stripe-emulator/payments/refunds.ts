/** Refunds: what may go back, and the ways a refund goes on: succeeded, pending, failed, cancelled. */
import type Stripe from 'stripe';
import { checkLastDecimal } from '../params/amounts.ts';
import { invalidRequest } from '../params/errors.ts';
import { delaysOf, type World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { availableBalance, bookConverted } from './balance.ts';
import { behaviourOf } from './cards.ts';
import { isOpen } from './disputes.ts';
import { newRefund, type StartingStatus } from './refund-object.ts';
import { settle } from './settlement.ts';

export type Refunding = {
  amount: number | undefined;
  reason: Stripe.Refund['reason'];
  metadata: Record<string, string>;
};

/** Pays back a charge, wholly or in part. Refuses as Stripe does: too much, already refunded, disputed, not paid. */
export function refundCharge(world: World, charge: Stripe.Charge, refunding: Refunding): Stripe.Refund {
  const amount = refundableAmount(world, charge, refunding.amount);
  const status = startingStatus(world, charge, amount);
  const refund = newRefund({ ...refunding, charge, amount, status, created: world.clock.now() });
  if (status !== 'short') refund.balance_transaction = bookRefund(world, refund).id;
  world.store.insert('refund', refund);
  emit(world, 'refund.created', refund);
  const { amount_refunded, refunded } = world.store.get('charge', charge.id);
  const changed = changeRefunded(world, charge.id, amount);
  const wholly = changed.refunded === refunded ? {} : { refunded };
  emit(world, 'charge.refunded', changed, { amount_refunded, ...wholly });
  schedule(world, charge, refund);
  return refund;
}

/** The refund has arrived. */
export function finishRefund(world: World, id: string): Stripe.Refund {
  const refund = world.store.get('refund', id);
  if (refund.status !== 'pending' && refund.status !== 'requires_action') return refund;
  const { pending_reason: _, ...rest } = refund;
  const done: Stripe.Refund = { ...rest, status: 'succeeded' };
  done.balance_transaction ??= bookRefund(world, done).id;
  return saveAndEmit(world, done, 'refund.updated', { status: refund.status });
}

/** The refund comes back, even after it had succeeded: its amount is the charge's again. */
export function failRefund(world: World, id: string, reason: string): Stripe.Refund {
  const refund = world.store.get('refund', id);
  if (refund.status === 'failed' || refund.status === 'canceled') return refund;
  const { pending_reason: _, ...rest } = refund;
  const failed: Stripe.Refund = { ...rest, status: 'failed', failure_reason: reason };
  if (refund.balance_transaction !== null) failed.failure_balance_transaction = bookFailure(world, refund).id;
  changeRefunded(world, String(refund.charge), -refund.amount);
  return saveAndEmit(world, failed, 'refund.failed', { status: refund.status });
}

/** Only a refund that waits for the payer can be cancelled. */
export function cancelRefund(world: World, refund: Stripe.Refund): Stripe.Refund {
  if (refund.status !== 'requires_action') {
    throw invalidRequest(
      `Refund ${refund.id} cannot be canceled: only a refund that requires action can be.`,
    );
  }
  const canceled: Stripe.Refund = { ...refund, status: 'canceled', failure_reason: 'merchant_request' };
  if (refund.balance_transaction !== null)
    canceled.failure_balance_transaction = bookFailure(world, refund).id;
  changeRefunded(world, String(refund.charge), -refund.amount);
  return saveAndEmit(world, canceled, 'refund.updated', { status: refund.status });
}

/** The bank's reference number becomes known, a moment after the refund. */
export function referenceRefund(world: World, id: string): void {
  const refund = world.store.get('refund', id);
  if (refund.destination_details?.card === undefined || refund.status !== 'succeeded') return;
  const card = {
    ...refund.destination_details.card,
    reference: '24692161203100219821',
    reference_status: 'available',
  };
  const before = { destination_details: refund.destination_details };
  saveAndEmit(world, { ...refund, destination_details: { card, type: 'card' } }, 'refund.updated', before);
}

function refundableAmount(world: World, charge: Stripe.Charge, asked: number | undefined): number {
  if (charge.status !== 'succeeded') {
    throw invalidRequest(`Charge ${charge.id} has not succeeded and cannot be refunded.`, {
      code: 'charge_not_refundable',
    });
  }
  const filter = { sql: "json_extract(data, '$.charge') = ?", values: [charge.id] };
  const disputes = world.store.list('dispute', filter);
  if (disputes.some((one) => !one.is_charge_refundable && (isOpen(one) || one.status === 'lost'))) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  const left = charge.amount_captured - charge.amount_refunded;
  if (left <= 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = asked ?? left;
  checkLastDecimal(amount, charge.currency, 'amount');
  if (amount > left) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw invalidRequest(message, { param: 'amount' });
  }
  return amount;
}

function startingStatus(world: World, charge: Stripe.Charge, amount: number): StartingStatus {
  const planned = world.store.setting<'pending' | 'requires_action' | null>('next_refund', null);
  if (planned !== null) {
    world.store.saveSetting('next_refund', null);
    return planned;
  }
  const settled = settle(world, amount, charge.currency);
  const available = availableBalance(world, settled.currency);
  if (world.store.setting('enforce_balance', false) && available < settled.amount) return 'short';
  return refundBehaviour(world, charge) === 'pending_then_succeeded' ? 'pending' : 'succeeded';
}

function schedule(world: World, charge: Stripe.Charge, refund: Stripe.Refund): void {
  const now = world.clock.now();
  const { refund: delay } = delaysOf(world);
  if (refund.status === 'succeeded') world.store.schedule(now, 'reference_refund', refund.id);
  if (delay === null || refund.pending_reason === 'insufficient_funds') return;
  if (refund.status === 'pending') world.store.schedule(now + delay, 'finish_refund', refund.id);
  if (refundBehaviour(world, charge) === 'succeeded_then_failed') {
    world.store.schedule(now + delay, 'fail_refund', refund.id);
  }
}

function refundBehaviour(world: World, charge: Stripe.Charge) {
  const { card } = world.store.detail('charge', charge.id);
  return card === null ? undefined : behaviourOf(card).refund;
}

function changeRefunded(world: World, id: string, by: number): Stripe.Charge {
  const charge = world.store.get('charge', id);
  const refunded = charge.amount_refunded + by;
  const changed = { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount };
  return world.store.update('charge', changed);
}

function bookRefund(world: World, refund: Stripe.Refund): Stripe.BalanceTransaction {
  return bookConverted(world, {
    amount: -refund.amount,
    currency: refund.currency,
    type: refund.id.startsWith('pyr_') ? 'payment_refund' : 'refund',
    reportingCategory: 'refund',
    source: refund.id,
    description: 'REFUND FOR CHARGE',
  });
}

function bookFailure(world: World, refund: Stripe.Refund): Stripe.BalanceTransaction {
  return bookConverted(world, {
    amount: refund.amount,
    currency: refund.currency,
    type: 'refund_failure',
    reportingCategory: 'refund_failure',
    source: refund.id,
    description: 'REFUND FAILURE',
  });
}

function saveAndEmit(
  world: World,
  refund: Stripe.Refund,
  event: 'refund.updated' | 'refund.failed',
  previous: Record<string, unknown>,
): Stripe.Refund {
  world.store.update('refund', refund);
  emit(world, event, refund, previous);
  return refund;
}
