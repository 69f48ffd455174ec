/** What alerts and kinds of work are called, and what to do about each. */

type AlertWords = { name: string; todo: string; link?: { to: string; text: string } };

const SYSTEM = 'Tell whoever runs the system: what it looks for is not being done.';

const ALERTS: Readonly<Record<string, AlertWords>> = {
  failed_payment: {
    name: 'A payment failed',
    todo: 'Send the invoice again, so that the patient can try another card.',
    link: { to: '/staff/payments?tab=failed', text: 'Failed payments' },
  },
  given_back_twice: {
    name: 'An invoice gave back more than it took',
    todo: 'The patient owes the difference. Ask for the payment on the invoice, or write it off.',
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
  probing: {
    name: 'Many records that do not exist were asked for',
    todo: 'Read the trail of this person or address and ask what they were looking for.',
    link: { to: '/staff/audit?action=probe_records', text: 'Audit trail' },
  },
  many_reads: {
    name: 'One person read very many records',
    todo: 'Read their trail and ask them what it was for.',
    link: { to: '/staff/audit?action=exceed_read_budget', text: 'Audit trail' },
  },
  backup_unverified: {
    name: 'The newest backup is not verified',
    todo: 'Do not rely on it. Ask whoever runs the system to make another one and to verify it.',
    link: { to: '/staff/archive', text: 'Backups' },
  },
  stale_timer: { name: 'A timer stands still', todo: SYSTEM },
  failing_timer: { name: 'A timer fails', todo: SYSTEM },
};

/** An alert that has no words here still says what the server knows to do. */
export const alertWords = (kind: string, remedy: string): AlertWords =>
  ALERTS[kind] ?? { name: kind.replaceAll('_', ' '), todo: remedy };

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
export const letterWords = ({ kind, topic }: { kind: 'work' | 'message'; topic: string }): string =>
  kind === 'work' ? (TOPICS[topic] ?? topic.replaceAll('_', ' ')) : `Message of the queue “${topic}”`;
