/** The kinds of alerts, and the figure of the dashboard that counts each. */

export const ALERT_COUNTS = {
  failed_payment: 'failed_payments',
  given_back_twice: 'money_problems',
  refund_failed: 'money_problems',
  refund_refused: 'money_problems',
  refund_stuck: 'money_problems',
  dispute_needs_response: 'open_disputes',
  dispute_undecided: 'open_disputes',
  payment_plan_broken: 'money_problems',
  payout_failed: 'money_problems',
  payment_pages_refused: 'money_problems',
  payment_page_refused: 'money_problems',
  payment_page_stuck: 'money_problems',
  quarantined_event: 'quarantined_events',
  failed_message: 'failed_messages',
  reconciliation_break: 'open_breaks',
  reconciliation_failed: 'stopped_work',
  stuck_event: 'stopped_work',
  dead_letter: 'stopped_work',
  stale_timer: 'stopped_work',
  failing_timer: 'stopped_work',
  backup_overdue: 'stopped_work',
  backup_unverified: 'stopped_work',
  probing: 'unusual_access',
  many_reads: 'unusual_access',
  admin_access: 'admin_access',
  sending_limit: 'unusual_access',
  webhook_silence: 'stopped_work',
  payments_failing: 'money_problems',
  disk_low: 'stopped_work',
  certificate_expiring: 'stopped_work',
  alert_channel_failing: 'stopped_work',
} as const;

export type AlertKind = keyof typeof ALERT_COUNTS;
/** What operators are notified of: the alerts, and what only who stands outside of the app can see. */
export type NoticeKind = AlertKind | 'server_not_ready';
export const ALERT_KINDS = Object.keys(ALERT_COUNTS) as [AlertKind, ...AlertKind[]];

/** The figures that are counted from the alerts themselves. */
export type AlertFigure = 'money_problems' | 'stopped_work' | 'unusual_access' | 'admin_access';

/** How many alerts a figure of the dashboard counts. */
export const countAlerts = (alerts: readonly { kind: AlertKind }[], figure: AlertFigure): number =>
  alerts.filter(({ kind }) => ALERT_COUNTS[kind] === figure).length;

/** Alerts about what a person did or was given: nothing resolves them, so an admin acknowledges them. */
export const ACKNOWLEDGEABLE = ['admin_access', 'probing', 'many_reads', 'sending_limit'] as const;
export type AcknowledgeableKind = (typeof ACKNOWLEDGEABLE)[number];

export const isAcknowledgeable = (kind: AlertKind): kind is AcknowledgeableKind =>
  (ACKNOWLEDGEABLE as readonly AlertKind[]).includes(kind);

/** Alerts whose reason is technical. The reasons of all others stay on this side: they may name a person or a payment. */
const TECHNICAL: readonly AlertKind[] = [
  'stuck_event',
  'stale_timer',
  'failing_timer',
  'backup_overdue',
  'backup_unverified',
  'webhook_silence',
  'payments_failing',
  'disk_low',
  'certificate_expiring',
  'alert_channel_failing',
];

/** Whether operators get the reason too. */
export const mayLeave = (kind: AlertKind): boolean => TECHNICAL.includes(kind);
