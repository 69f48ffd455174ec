/** The kinds of alerts, and the figure of the dashboard that counts each. */

export const ALERT_COUNTS = {
  failed_payment: 'failed_payments',
  given_back_twice: 'money_problems',
  refund_failed: 'money_problems',
  refund_refused: 'money_problems',
  refund_stuck: 'money_problems',
  dispute_needs_response: 'open_disputes',
  dispute_undecided: 'open_disputes',
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
} as const;

export type AlertKind = keyof typeof ALERT_COUNTS;
export const ALERT_KINDS = Object.keys(ALERT_COUNTS) as [AlertKind, ...AlertKind[]];

/** The figures that are counted from the alerts themselves. */
export type AlertFigure = 'money_problems' | 'stopped_work' | 'unusual_access' | 'admin_access';

/** How many alerts a figure of the dashboard counts. */
export const countAlerts = (alerts: readonly { kind: AlertKind }[], figure: AlertFigure): number =>
  alerts.filter(({ kind }) => ALERT_COUNTS[kind] === figure).length;
