/** What alerts and kinds of work are called, and what to do about each. */
import type { AlertKind } from '../../../../functions/domain/alerts.ts';
import { dayIn } from '../../../../functions/domain/calendar.ts';

type AlertWords = { name: string; todo: string; link?: { to: string; text: string } };

const SYSTEM = 'Contact your system administrator: this scheduled job is not doing its work.';

const ALERTS: Readonly<Record<AlertKind, AlertWords>> = {
  failed_payment: {
    name: 'A payment failed',
    todo: 'Send the invoice again, so that the patient can try another card.',
    link: { to: '/staff/payments?tab=failed', text: 'Failed payments' },
  },
  given_back_twice: {
    name: 'More was refunded than paid on an invoice',
    todo: 'The patient owes the difference. Ask for the payment on the invoice, or write it off. If the invoice is canceled, the clinic bears it: ask the patient to pay it back.',
  },
  refund_failed: {
    name: 'A refund failed at the bank',
    todo: 'The money is with the clinic again. Agree with the patient on another way, or request the refund again.',
    link: { to: '/staff/payments?tab=refunds&refund=failed', text: 'Failed refunds' },
  },
  refund_refused: {
    name: 'Stripe refused an approved refund',
    todo: 'Nothing was refunded. Correct the reason, then request the refund again.',
    link: { to: '/staff/payments?tab=refunds&refund=failed', text: 'Failed refunds' },
  },
  refund_stuck: {
    name: 'A refund is not finished',
    todo: 'Look at it in Stripe’s dashboard. The next reconciliation takes over the state that Stripe has.',
    link: { to: '/staff/payments?tab=refunds', text: 'Refunds' },
  },
  dispute_needs_response: {
    name: 'A dispute needs a response',
    todo: 'Submit evidence in Stripe’s dashboard before the deadline. Without it the dispute is lost.',
    link: { to: '/staff/payments?tab=disputed', text: 'Disputes' },
  },
  dispute_undecided: {
    name: 'A lost dispute is not resolved',
    todo: 'Resolve it: charge the patient again, or write the amount off.',
    link: { to: '/staff/payments?tab=disputed', text: 'Disputes' },
  },
  payout_failed: {
    name: 'A payout failed or was canceled',
    todo: 'The money is in the Stripe balance again. After a failure, correct the bank account in Stripe’s dashboard. A payout that was canceled or made by hand is not repeated: make another one.',
    link: { to: '/staff/reconciliation', text: 'Reconciliation' },
  },
  payment_pages_refused: {
    name: 'Stripe refuses every payment page in a currency',
    todo: 'Invoices in this currency cannot be paid online. Ask your system administrator to correct the cause, then send the invoices again.',
  },
  payment_page_refused: {
    name: 'Stripe refused a payment page',
    todo: 'This invoice cannot be paid online. Correct the cause, then send the invoice again.',
  },
  payment_page_stuck: {
    name: 'A payment page is not ready',
    todo: 'It is tried again automatically. If it stays, ask your system administrator to check the queue and Stripe.',
  },
  quarantined_event: {
    name: 'Unmatched Stripe event',
    todo: 'Correct the cause, then try it again.',
    link: { to: '/staff/reconciliation', text: 'Reconciliation' },
  },
  stuck_event: {
    name: 'Stripe event delayed',
    todo: 'It is retried automatically. If this alert stays, contact your system administrator.',
  },
  failed_message: {
    name: 'A message did not arrive',
    todo: 'Check the patient’s address, then send it again.',
    link: { to: '/staff/messages', text: 'Messages' },
  },
  reconciliation_break: {
    name: 'Reconciliation discrepancy',
    todo: 'Compare both sides, then correct or accept the discrepancy.',
    link: { to: '/staff/reconciliation', text: 'Reconciliation' },
  },
  sending_limit: {
    name: 'Sending limit reached',
    todo: 'Find out who sent so many requests. Refused requests can be repeated later.',
    link: { to: '/staff/audit?action=reach_sending_limit', text: 'Audit trail' },
  },
  probing: {
    name: 'Many requests for missing or forbidden records',
    todo: 'Check the audit trail of this person or address, and ask what they were looking for.',
    link: { to: '/staff/audit?action=probe_records', text: 'Audit trail' },
  },
  many_reads: {
    name: 'Unusually many records read by one person',
    todo: 'Check their audit trail, and ask what it was for.',
    link: { to: '/staff/audit?action=exceed_read_budget', text: 'Audit trail' },
  },
  admin_access: {
    name: 'An admin was given access or reset',
    todo: 'Ask both whether they expected it. If not, disable the account at once. This alert ends after 24 hours.',
    link: { to: '/staff/people', text: 'People' },
  },
  reconciliation_failed: {
    name: 'The last reconciliation failed',
    todo: 'Correct the reason, then run the reconciliation again.',
    link: { to: '/staff/reconciliation', text: 'Reconciliation' },
  },
  dead_letter: {
    name: 'A job failed',
    todo: 'Correct the reason, then retry the job in the list of failed jobs.',
  },
  backup_overdue: {
    name: 'There is no recent backup',
    todo: 'Ask your system administrator to make a backup and to see why the nightly one fails.',
    link: { to: '/staff/archive', text: 'Backups' },
  },
  backup_unverified: {
    name: 'The newest backup is not verified',
    todo: 'Do not rely on it. Ask your system administrator to make another one and to verify it.',
    link: { to: '/staff/archive', text: 'Backups' },
  },
  stale_timer: { name: 'Scheduled job not running', todo: SYSTEM },
  failing_timer: { name: 'Scheduled job failing', todo: SYSTEM },
};

export const alertWords = (kind: AlertKind): AlertWords => ALERTS[kind];

const TOPICS: Readonly<Record<string, string>> = {
  open_checkout: 'Open a payment page',
  close_checkout: 'Close a payment page',
  send_message: 'Send a message',
  send_staff_message: 'Send an e-mail to staff',
  remind: 'Send a reminder',
  archive: 'Archive an invoice',
  restore_invoice: 'Restore an invoice from the archive',
  execute_refund: 'Send a refund to Stripe',
  sync_payout: 'Load a payout',
  reconcile: 'Reconcile with Stripe',
};

/** What a dead letter is about. */
export const deadLetterName = ({ kind, topic }: { kind: 'work' | 'message'; topic: string }): string =>
  kind === 'work' ? (TOPICS[topic] ?? topic.replaceAll('_', ' ')) : `Message of the queue “${topic}”`;

/** Where everything stands that the member of staff did on the clinic's day of the alert; nothing when it is about none. */
export function trailOf(
  alert: { staff_id: string | null; since: string },
  timeZone: string,
): string | undefined {
  if (alert.staff_id === null) return undefined;
  const day = dayIn(timeZone, new Date(alert.since));
  return `/staff/audit?actor=${alert.staff_id}&from=${day}&to=${day}`;
}
