/** What each alert is called and what to do about it: on the screen, and in what operators get. */
import type { NoticeKind } from './alerts.ts';

export type AlertWords = { name: string; todo: string };

const SYSTEM = 'Contact your system administrator: this scheduled job is not doing its work.';

const WORDS: Readonly<Record<NoticeKind, AlertWords>> = {
  failed_payment: {
    name: 'A payment failed',
    todo: 'Send the invoice again, so that the patient can try another card.',
  },
  given_back_twice: {
    name: 'More was refunded than paid on an invoice',
    todo: 'The patient owes the difference. Ask for the payment on the invoice, or write it off. If the invoice is canceled, the clinic bears it: ask the patient to pay it back.',
  },
  refund_failed: {
    name: 'A refund failed at the bank',
    todo: 'The money is with the clinic again. Agree with the patient on another way, or request the refund again.',
  },
  refund_refused: {
    name: 'Stripe refused an approved refund',
    todo: 'Nothing was refunded. Correct the reason, then request the refund again.',
  },
  refund_stuck: {
    name: 'A refund is not finished',
    todo: 'Look at it in Stripe’s dashboard. The next reconciliation takes over the state that Stripe has.',
  },
  dispute_needs_response: {
    name: 'A dispute needs a response',
    todo: 'Submit evidence in Stripe’s dashboard before the deadline. Without it the dispute is lost.',
  },
  dispute_undecided: {
    name: 'A lost dispute is not resolved',
    todo: 'Resolve it: charge the patient again, or write the amount off.',
  },
  payment_plan_broken: {
    name: 'A payment plan is broken',
    todo: 'Call the patient. Change the plan, or cancel it; the alert ends when the installment is paid.',
  },
  payout_failed: {
    name: 'A payout failed or was canceled',
    todo: 'The money is in the Stripe balance again. After a failure, correct the bank account in Stripe’s dashboard. A payout that was canceled or made by hand is not repeated: make another one.',
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
  },
  stuck_event: {
    name: 'Stripe event delayed',
    todo: 'It is retried automatically. If this alert stays, contact your system administrator.',
  },
  failed_message: {
    name: 'A message did not arrive',
    todo: 'Check the patient’s address, then send it again.',
  },
  reconciliation_break: {
    name: 'Reconciliation discrepancy',
    todo: 'Compare both sides, then correct or accept the discrepancy.',
  },
  sending_limit: {
    name: 'Sending limit reached',
    todo: 'Find out who sent so many requests. Refused requests can be repeated later.',
  },
  probing: {
    name: 'Many requests for missing or forbidden records',
    todo: 'Check the audit trail of this person or address, and ask what they were looking for.',
  },
  many_reads: {
    name: 'Unusually many records read by one person',
    todo: 'Check their audit trail, and ask what it was for.',
  },
  admin_access: {
    name: 'An admin was given access or reset',
    todo: 'Ask both whether they expected it. If not, disable the account at once. Another admin can acknowledge it; otherwise it ends after 24 hours.',
  },
  reconciliation_failed: {
    name: 'The last reconciliation failed',
    todo: 'Correct the reason, then run the reconciliation again.',
  },
  dead_letter: {
    name: 'A job failed',
    todo: 'Correct the reason, then retry the job in the list of failed jobs.',
  },
  backup_overdue: {
    name: 'There is no recent backup',
    todo: 'Ask your system administrator to make a backup and to see why the nightly one fails.',
  },
  backup_unverified: {
    name: 'The newest backup is not verified',
    todo: 'Do not rely on it. Ask your system administrator to make another one and to verify it.',
  },
  stale_timer: {
    name: 'Scheduled job not running',
    todo: SYSTEM,
  },
  failing_timer: {
    name: 'Scheduled job failing',
    todo: SYSTEM,
  },
  webhook_silence: {
    name: 'Stripe’s webhooks do not arrive',
    todo: 'Payments are booked up to ten minutes late. Ask your system administrator to check the endpoint and its secret in Stripe’s dashboard.',
  },
  payments_failing: {
    name: 'Most payments fail',
    todo: 'Check Stripe’s status page and the reasons of the failed payments.',
  },
  disk_low: {
    name: 'A disk is nearly full',
    todo: 'Ask your system administrator to free or add space. When it is full, nothing can be recorded.',
  },
  certificate_expiring: {
    name: 'The certificate expires soon',
    todo: 'Ask your system administrator to renew it. When it has expired, browsers refuse the portal and patients cannot pay.',
  },
  alert_channel_failing: {
    name: 'Alerts do not reach the operators',
    todo: 'Ask your system administrator to check the addresses that alerts are sent to.',
  },
  server_not_ready: {
    name: 'The server does not answer',
    todo: 'Staff cannot work and patients cannot pay. Run npm run doctor on the server, and look at its log files. What was recorded is safe.',
  },
};

export const alertWords = (kind: NoticeKind): AlertWords => WORDS[kind];
