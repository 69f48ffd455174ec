/** Payouts to the bank: what is available goes, and each balance transaction in it is tied to it. */
import type Stripe from 'stripe';
import { payable } from '../params/amounts.ts';
import { newId } from '../state/ids.ts';
import type { World } from '../state/world.ts';
import { emit } from '../webhooks/emit.ts';
import { availableBalance, book } from './balance.ts';

const DAY = 24 * 60 * 60;
/** Which payout a balance transaction left in; the transaction itself does not say, only the list's filter does. */
export const PAYOUT_OF = 'payout_of:';

/** What the last payout left of its transactions, because only whole units are paid out. */
const LEFT = 'payout_left:';

/**
 * Pays out everything available in a currency, but for the smallest balance that the account keeps; undefined when that is
 * nothing, or less than nothing.
 */
export function payOut(world: World, currency: string): Stripe.Payout | undefined {
  const ready = unpaidEntries(world, currency);
  const left = world.store.setting(`${LEFT}${currency}`, 0);
  const sum = ready.reduce((total, entry) => total + entry.net, left);
  const kept = world.store.setting<Record<string, number>>('minimum_balance', {})[currency] ?? 0;
  const amount = payable(sum - kept, currency);
  if (amount <= 0) return undefined;
  world.store.saveSetting(`${LEFT}${currency}`, sum - kept - amount);
  const payout = newPayout(world, currency, amount);
  if (kept > 0) ready.push(...keepBack(world, payout, kept));
  world.store.insert('payout', payout);
  emit(world, 'payout.created', payout);
  const entry = bookPayout(world, payout, 'payout', -amount);
  for (const one of [...ready, entry]) world.store.saveSetting(`${PAYOUT_OF}${one.id}`, payout.id);
  const moving = { ...payout, balance_transaction: entry.id, status: 'in_transit' };
  world.store.update('payout', moving);
  const paid = { ...moving, status: 'paid', trace_id: { status: 'supported', value: newId('trace') } };
  world.store.update('payout', paid);
  emit(world, 'payout.paid', paid, { status: 'in_transit' });
  const reconciled = { ...paid, reconciliation_status: 'completed' };
  world.store.update('payout', reconciled);
  emit(world, 'payout.reconciliation_completed', reconciled, { reconciliation_status: 'in_progress' });
  return reconciled;
}

/** Holds the smallest balance back and releases it at once: the hold is a part of the payout, the release is not. */
function keepBack(world: World, payout: Stripe.Payout, kept: number): Stripe.BalanceTransaction[] {
  const more = { currency: payout.currency, source: payout.id, description: null };
  const hold = book(world, {
    ...{ ...more, type: 'payout_minimum_balance_hold', reportingCategory: 'payout_minimum_balance_hold' },
    amount: -kept,
  });
  book(world, {
    ...{
      ...more,
      type: 'payout_minimum_balance_release',
      reportingCategory: 'payout_minimum_balance_release',
    },
    amount: kept,
  });
  return [hold];
}

/**
 * A payout that the owner asks for: Stripe does not say what it is made of, and it can be canceled while it is pending.
 * Undefined when so much is not available, or cannot be paid out in this currency.
 */
export function payOutByHand(
  world: World,
  currency: string,
  given: { amount?: number | undefined; pending: boolean },
): Stripe.Payout | undefined {
  const available = availableBalance(world, currency);
  const amount = given.amount ?? payable(available, currency);
  if (amount <= 0 || amount > available || payable(amount, currency) !== amount) return undefined;
  const payout: Stripe.Payout = {
    ...newPayout(world, currency, amount),
    automatic: false,
    reconciliation_status: 'not_applicable',
  };
  world.store.insert('payout', payout);
  emit(world, 'payout.created', payout);
  const entry = bookPayout(world, payout, 'payout', -amount);
  const pending = world.store.update('payout', { ...payout, balance_transaction: entry.id });
  if (given.pending) return pending;
  const paid: Stripe.Payout = { ...pending, status: 'paid' };
  world.store.update('payout', paid);
  emit(world, 'payout.paid', paid, { status: 'pending' });
  return paid;
}

/** The owner calls a pending payout off: its money is back in the balance. */
export function cancelPayout(world: World, payout: Stripe.Payout): Stripe.Payout {
  const entry = bookPayout(world, payout, 'payout_cancel', payout.amount);
  const canceled: Stripe.Payout = { ...payout, status: 'canceled', failure_balance_transaction: entry.id };
  world.store.update('payout', canceled);
  emit(world, 'payout.canceled', canceled, { status: payout.status });
  return canceled;
}

/** The bank sends a payout back, which can happen even after it was paid. */
export function failPayout(world: World, payout: Stripe.Payout): Stripe.Payout {
  const entry = bookPayout(world, payout, 'payout_failure', payout.amount);
  const failed: Stripe.Payout = {
    ...payout,
    status: 'failed',
    failure_balance_transaction: entry.id,
    failure_code: 'account_closed',
    failure_message: 'The bank account has been closed.',
  };
  world.store.update('payout', failed);
  emit(world, 'payout.failed', failed, { status: payout.status });
  return failed;
}

function unpaidEntries(world: World, currency: string): Stripe.BalanceTransaction[] {
  const sql =
    "json_extract(data, '$.currency') = ? AND json_extract(data, '$.available_on') <= ? " +
    `AND NOT EXISTS (SELECT 1 FROM setting WHERE name = '${PAYOUT_OF}' || id)`;
  return world.store.list('balance_transaction', { sql, values: [currency, world.clock.now()] });
}

function bookPayout(
  world: World,
  payout: Stripe.Payout,
  type: 'payout' | 'payout_failure' | 'payout_cancel',
  amount: number,
): Stripe.BalanceTransaction {
  return book(world, {
    amount,
    currency: payout.currency,
    type,
    reportingCategory: type === 'payout' ? 'payout' : 'payout_reversal',
    source: payout.id,
    description: DESCRIPTIONS[type],
  });
}

const DESCRIPTIONS = {
  payout: 'STRIPE PAYOUT',
  payout_failure: 'STRIPE PAYOUT FAILURE',
  payout_cancel: 'STRIPE PAYOUT CANCEL',
};

function newPayout(world: World, currency: string, amount: number): Stripe.Payout {
  const now = world.clock.now();
  return {
    id: newId('po'),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: now - (now % DAY) + DAY,
    automatic: true,
    balance_transaction: null,
    created: now,
    currency,
    description: 'STRIPE PAYOUT',
    destination: 'ba_1EmulatorBankAccount',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'in_progress',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending',
    trace_id: null,
    type: 'bank_account',
  };
}
