/** What alerts and kinds of work are called, and what to do about each. */
import type { AlertKind } from '../../../../functions/domain/alerts.ts';
import { dayIn } from '../../../../functions/domain/calendar.ts';

type AlertWords = { name: string; todo: string; link?: { to: string; text: string } };

const SYSTEM = 'Tell whoever runs the system: what it looks for is not being done.';

const ALERTS: Readonly<Record<AlertKind, AlertWords>> = {
  failed_payment: {
    name: 'A payment failed',
    todo: 'Send the invoice again, so that the patient can try another card.',
    link: { to: '/staff/payments?tab=failed', text: 'Failed payments' },
  },
  given_back_twice: {
    name: 'An invoice gave back more than it took',
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
    todo: 'Invoices in this currency cannot be paid online. Ask whoever runs the system to correct the cause, then send the invoices again.',
  },
  payment_page_refused: {
    name: 'Stripe refused a payment page',
    todo: 'This invoice cannot be paid online. Correct the cause, then send the invoice again.',
  },
  payment_page_stuck: {
    name: 'A payment page is not ready',
    todo: 'It is tried again automatically. If it stays, ask whoever runs the system to check the queue and Stripe.',
  },
  quarantined_event: {
    name: 'A payment event was set aside',
    todo: 'When what kept it from being applied is mended, try it again.',
    link: { to: '/staff/reconciliation', text: 'Reconciliation' },
  },
  stuck_event: {
    name: 'A payment event waits',
    todo: 'It is tried again by itself. If it stays, tell whoever runs the system.',
  },
  failed_message: {
    name: 'A message did not arrive',
    todo: 'Check the patient’s address, then send it again.',
    link: { to: '/staff/messages', text: 'Messages' },
  },
  reconciliation_break: {
    name: 'Stripe’s books and ours differ',
    todo: 'Compare both, then correct or accept the difference.',
    link: { to: '/staff/reconciliation', text: 'Reconciliation' },
  },
  sending_limit: {
    name: 'A limit of messages or payment pages was reached',
    todo: 'Find out who asks for so many. What was refused can be asked for again later.',
    link: { to: '/staff/audit?action=reach_sending_limit', text: 'Audit trail' },
  },
  probing: {
    name: 'Many records were asked for that do not exist or are not allowed',
    todo: 'Read the trail of this person or address and ask what they were looking for.',
    link: { to: '/staff/audit?action=probe_records', text: 'Audit trail' },
  },
  many_reads: {
    name: 'One person read very many records',
    todo: 'Read their trail and ask them what it was for.',
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
    todo: 'Ask whoever runs the system to make a backup and to see why the nightly one fails.',
    link: { to: '/staff/archive', text: 'Backups' },
  },
  backup_unverified: {
    name: 'The newest backup is not verified',
    todo: 'Do not rely on it. Ask whoever runs the system to make another one and to verify it.',
    link: { to: '/staff/archive', text: 'Backups' },
  },
  stale_timer: { name: 'A timer stands still', todo: SYSTEM },
  failing_timer: { name: 'A timer fails', todo: SYSTEM },
};

export const alertWords = (kind: AlertKind): AlertWords => ALERTS[kind];

const TOPICS: Readonly<Record<string, string>> = {
  open_checkout: 'Open a payment page',
  close_checkout: 'Close a payment page',
  send_message: 'Send a message',
  send_staff_message: 'Send an e-mail to staff',
  remind: 'Remind a patient',
  archive: 'Archive an invoice',
  restore_invoice: 'Bring an invoice back from the archive',
  execute_refund: 'Make a refund',
  sync_payout: 'Read a payout',
  reconcile: 'Compare our books with Stripe’s',
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
