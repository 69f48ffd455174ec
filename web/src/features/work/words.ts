/** Where alerts are dealt with, and what kinds of work are called. */
import type { AlertKind } from '../../../../functions/domain/alerts.ts';
import { dayIn } from '../../../../functions/domain/calendar.ts';

/** Where the alert is dealt with. */
const LINKS: Readonly<Partial<Record<AlertKind, { to: string; text: string }>>> = {
  failed_payment: { to: '/staff/payments?tab=failed', text: 'Failed payments' },
  refund_failed: { to: '/staff/payments?tab=refunds&refund=failed', text: 'Failed refunds' },
  refund_refused: { to: '/staff/payments?tab=refunds&refund=failed', text: 'Failed refunds' },
  refund_stuck: { to: '/staff/payments?tab=refunds', text: 'Refunds' },
  dispute_needs_response: { to: '/staff/payments?tab=disputed', text: 'Disputes' },
  dispute_undecided: { to: '/staff/payments?tab=disputed', text: 'Disputes' },
  payout_failed: { to: '/staff/reconciliation', text: 'Reconciliation' },
  quarantined_event: { to: '/staff/reconciliation', text: 'Reconciliation' },
  failed_message: { to: '/staff/messages', text: 'Messages' },
  reconciliation_break: { to: '/staff/reconciliation', text: 'Reconciliation' },
  sending_limit: { to: '/staff/audit?action=reach_sending_limit', text: 'Audit trail' },
  probing: { to: '/staff/audit?action=probe_records', text: 'Audit trail' },
  many_reads: { to: '/staff/audit?action=exceed_read_budget', text: 'Audit trail' },
  admin_access: { to: '/staff/people', text: 'People' },
  reconciliation_failed: { to: '/staff/reconciliation', text: 'Reconciliation' },
  backup_overdue: { to: '/staff/archive', text: 'Backups' },
  backup_unverified: { to: '/staff/archive', text: 'Backups' },
  payments_failing: { to: '/staff/payments?tab=failed', text: 'Failed payments' },
  webhook_silence: { to: '/staff/operations', text: 'Operations' },
  disk_low: { to: '/staff/operations', text: 'Operations' },
  certificate_expiring: { to: '/staff/operations', text: 'Operations' },
  alert_channel_failing: { to: '/staff/operations', text: 'Operations' },
  stale_timer: { to: '/staff/operations', text: 'Operations' },
  failing_timer: { to: '/staff/operations', text: 'Operations' },
  stuck_event: { to: '/staff/operations', text: 'Operations' },
};

export const alertLink = (kind: AlertKind): { to: string; text: string } | undefined => LINKS[kind];

const TOPICS: Readonly<Record<string, string>> = {
  apply_event: 'Apply a Stripe event',
  open_checkout: 'Open a payment page',
  close_checkout: 'Close a payment page',
  send_message: 'Send a message',
  send_staff_message: 'Send an e-mail to staff',
  remind: 'Send a reminder',
  remind_instalment: 'Send a reminder of an installment',
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
