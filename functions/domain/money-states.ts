/**
 * Every state that a row about money can have, and where a person learns of it. The alerts are read by this list, and a
 * test compares it with the constraints of the database, so that a new state cannot be forgotten.
 */
import type { AlertKind } from './alerts.ts';

/** The alert of a state that needs a person; otherwise why it needs none. */
export type StateNeed = { alert: AlertKind } | { none: string };

const alert = (kind: AlertKind): StateNeed => ({ alert: kind });
const none = (why: string): StateNeed => ({ none: why });
const NORMAL = none('normal');
const FINAL = none('final');

export const MONEY_STATES = {
  'invoices.status': {
    draft: NORMAL,
    issued: none('overdue invoices are counted by their due date'),
    partially_paid: none('overdue invoices are counted by their due date'),
    paid: FINAL,
    cancelled: FINAL,
  },
  'payments.status': { succeeded: NORMAL, failed: alert('failed_payment'), refunded: FINAL },
  'refunds.status': {
    requested: none('counted on the dashboard, decided on the page Payments'),
    approved: alert('refund_stuck'),
    processing: alert('refund_stuck'),
    succeeded: FINAL,
    failed: alert('refund_failed'),
    rejected: FINAL,
  },
  'credit_note_requests.status': {
    requested: none('counted on the dashboard, decided on the page Payments'),
    issued: FINAL,
    rejected: FINAL,
    withdrawn: FINAL,
  },
  'credit_payouts.status': {
    requested: none('counted on the dashboard, decided on the page Payments'),
    paid: FINAL,
    rejected: FINAL,
  },
  'bank_debits.state': {
    pending: NORMAL,
    failed: none('the failed payment has a row and an alert of its own'),
  },
  // Of one that is won or prevented, only what did not come back needs a decision.
  'disputes.status': {
    warning_needs_response: alert('dispute_needs_response'),
    warning_under_review: NORMAL,
    needs_response: alert('dispute_needs_response'),
    under_review: NORMAL,
    warning_closed: FINAL,
    prevented: alert('dispute_undecided'),
    lost: alert('dispute_undecided'),
    appeal_needs_response: alert('dispute_needs_response'),
    appeal_under_review: NORMAL,
    won: alert('dispute_undecided'),
  },
  'payouts.status': {
    pending: NORMAL,
    in_transit: NORMAL,
    paid: NORMAL,
    failed: alert('payout_failed'),
    canceled: alert('payout_failed'),
  },
  'checkout_sessions.state': {
    creating: alert('payment_page_stuck'),
    open: NORMAL,
    closing: alert('payment_page_stuck'),
    complete: FINAL,
    expired: none('the next visit opens a new page'),
    failed: alert('payment_pages_refused'),
  },
  'stripe_events.state': {
    received: alert('stuck_event'),
    applied: FINAL,
    ignored: FINAL,
    quarantined: alert('quarantined_event'),
  },
  'reconciliation_runs.state': {
    waiting: NORMAL,
    running: NORMAL,
    done: FINAL,
    failed: alert('reconciliation_failed'),
  },
  'outbox.state': { pending: NORMAL, done: FINAL, dead: alert('dead_letter') },
  'messages.state': {
    pending: NORMAL,
    sent: FINAL,
    failed: alert('failed_message'),
    skipped: none('what it says is no longer true'),
  },
} as const satisfies Record<string, Record<string, StateNeed>>;

export type MoneyColumn = keyof typeof MONEY_STATES;

/** The states of one column that an alert of this kind is about. */
export const statesOf = (column: MoneyColumn, kind: AlertKind): string[] =>
  Object.entries<StateNeed>(MONEY_STATES[column]).flatMap(([state, need]) =>
    'alert' in need && need.alert === kind ? [state] : [],
  );
