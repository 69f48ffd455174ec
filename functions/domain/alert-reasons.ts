/**
 * Why there is an alert and what to do about it, in English: the `reason` and the `remedy` of the API, of the command line
 * and, where the reason is technical, of what operators get. This is the only place of these texts; queries answer facts.
 * The names of the kinds, as screens show them, are in `alert-words.ts`.
 */
import type { AlertFacts, AlertOf } from './alert-facts.ts';
import type { AlertKind } from './alerts.ts';
import { explainPageRefusal } from './page-refusal.ts';

export type AlertTexts = { reason: string; remedy: string };
type Facts<K extends AlertKind> = AlertFacts[K] & { id: string };

const PLAN_CONSEQUENCE: Readonly<Record<string, string>> = {
  pause: '; reminders stopped',
  balance_due: '; the whole balance is due',
};

/** Every kind has its texts: without them a new one does not compile. */
const TEXTS: { readonly [K in AlertKind]: (facts: Facts<K>) => AlertTexts } = {
  failed_payment: ({ failure_message, invoice_id }) => ({
    reason: failure_message ?? 'The payment failed.',
    remedy: `Ask the patient to pay again: POST /invoices/${invoice_id}/send`,
  }),
  given_back_twice: ({ invoice_number, is_canceled }) => ({
    reason: `${is_canceled ? 'Canceled invoice' : 'Invoice'} ${invoice_number} gave back more than it took: Stripe moved money that had left as credit`,
    remedy: is_canceled
      ? 'Ask the patient to pay it back: the clinic bears it'
      : 'Ask the patient to pay the balance of the invoice, or write it off',
  }),
  refund_failed: ({ invoice_number, failure_reason, payment_id }) => ({
    reason: ofInvoice(invoice_number, failure_reason ?? 'unknown'),
    remedy: `Pay the patient another way, or request the refund again: POST /payments/${payment_id}/refunds`,
  }),
  refund_refused: ({ invoice_number, failure_reason, payment_id }) => ({
    reason: ofInvoice(invoice_number, failure_reason ?? 'unknown'),
    remedy: `Correct the reason, then request the refund again: POST /payments/${payment_id}/refunds`,
  }),
  refund_stuck: ({ invoice_number, status }) => ({
    reason: ofInvoice(
      invoice_number,
      `${status} for more than ${status === 'approved' ? 'an hour' : 'ten days'}`,
    ),
    remedy: 'Look at the refund in Stripe’s dashboard; the next reconciliation takes its state',
  }),
  dispute_needs_response: ({ invoice_number, evidence_due_at, stripe_dispute_id }) => ({
    reason: ofInvoice(
      invoice_number,
      `the bank waits for an answer${evidence_due_at === null ? '' : ` until ${utc(evidence_due_at).slice(0, 10)}`}`,
    ),
    remedy: `Answer in Stripe’s dashboard: ${stripe_dispute_id}`,
  }),
  dispute_undecided: ({ id, invoice_number, status }) => ({
    reason: ofInvoice(
      invoice_number,
      `the dispute is ${status}, and the part that did not come back is not resolved yet`,
    ),
    remedy: `POST /disputes/${id}/decide`,
  }),
  payment_plan_broken: ({ id, invoice_number, due_date, consequence }) => ({
    reason: ofInvoice(
      invoice_number,
      `the installment of ${due_date} is missed${PLAN_CONSEQUENCE[consequence] ?? ''}`,
    ),
    remedy: `Agree with the patient: POST /payment-plans/${id}/replan or /payment-plans/${id}/cancel`,
  }),
  payout_failed: ({ status, failure_message }) => ({
    reason: `The payout has the status ${status}${after(': ', failure_message)}`,
    remedy:
      'The money is in the Stripe balance again. After a failure, correct the bank account in Stripe’s dashboard',
  }),
  payment_pages_refused: ({ id, currency, last_error }) => ({
    reason: explainPageRefusal(`${currency.toUpperCase()}: ${last_error}`),
    remedy: `Correct the cause, then send the invoices again: POST /invoices/${id}/send`,
  }),
  payment_page_refused: ({ id, last_error }) => ({
    reason: explainPageRefusal(last_error),
    remedy: `Correct the invoice, then send it again: POST /invoices/${id}/send`,
  }),
  payment_page_stuck: ({ invoice_number, state, last_error }) => ({
    reason: ofInvoice(invoice_number, `the page is still ${state}${after('. ', last_error)}`),
    remedy: 'npm run alerts names what keeps the queue from working; the sweep tries again',
  }),
  quarantined_event: ({ id, type, reason }) => ({
    reason: `${type}: ${reason}`,
    remedy: `POST /stripe-events/${id}/replay`,
  }),
  stuck_event: ({ type, attempts, last_error, waits_for }) => ({
    reason: `${type} was not applied after ${attempts ?? 0} attempts${last_error === null ? after(' and waits for ', waits_for) : `: ${last_error}`}`,
    remedy: 'The sweep tries again',
  }),
  failed_message: ({ id, last_error, bounced }) => ({
    reason: last_error ?? 'The message failed.',
    remedy: `${bounced ? "Correct the patient's address, then " : ''}POST /messages/${id}/resend`,
  }),
  reconciliation_break: (found) => ({
    reason: `${found.class} ${found.object}: ${found.detail}`,
    remedy: 'See the reconciliation page',
  }),
  reconciliation_failed: ({ last_error }) => ({
    reason: last_error ?? 'unknown',
    remedy: 'POST /reconciliation/run',
  }),
  dead_letter: ({ id, topic, last_error }) => ({
    reason: `${topic}: ${last_error ?? 'given up'}`,
    remedy: `POST /work/${id}/redrive`,
  }),
  stale_timer: ({ id }) => ({ reason: 'It has not run.', remedy: runByHand(id) }),
  failing_timer: ({ id, last_error }) => ({ reason: last_error ?? 'It fails.', remedy: runByHand(id) }),
  backup_overdue: ({ newest_backup }) => ({
    reason: newest_backup === null ? 'There is no backup yet' : 'The newest backup is older than two days',
    remedy: 'npm run backup; see why the timer backups-make fails',
  }),
  backup_unverified: ({ outcome, difference, reason }) => ({
    reason: unverified(outcome, difference, reason),
    remedy:
      outcome === 'not_loaded'
        ? 'Allow temporary tables in the database postgres, or set BACKUP_SCRATCH_URL'
        : 'npm run backup; npm run backup:verify shows each difference',
  }),
  probing: ({ name, address }) => ({
    reason: `${name ?? `A caller${after(' at ', address)}`} asked for many records that do not exist or that they may not see`,
    remedy: READ_TRAIL,
  }),
  many_reads: ({ name, records }) => ({
    reason: `${name ?? 'A member of staff'} read ${records} records within an hour`,
    remedy: READ_TRAIL,
  }),
  admin_access: ({ name, grant, granted_by }) => ({
    reason: `${name}${GRANTS[grant] ?? ENABLED} by ${granted_by ?? 'whoever runs the database'}`,
    remedy: 'If this was not expected, disable the account on the page People at once',
  }),
  sending_limit: ({ name, limited, limit }) => ({
    reason: `${name ?? 'A patient or the system'} reached a limit of ${limited === 'message' ? 'messages' : 'payment pages'}: ${limit}`,
    remedy: 'See who asks for so many, and why',
  }),
  webhook_silence: ({ events, last_webhook_at }) => ({
    reason: `${events} events of Stripe were found by the reconciliation, and no webhook arrived since ${
      last_webhook_at === null
        ? 'the beginning'
        : `${utc(last_webhook_at).slice(0, 16).replace('T', ' ')} UTC`
    }`,
    remedy:
      'Check the endpoint and its signing secret in Stripe’s dashboard, and that Stripe reaches this address',
  }),
  payments_failing: ({ failed, made }) => ({
    reason: `${failed} of the last ${made} payments within a day failed`,
    remedy: 'See Stripe’s status page and the reasons of the failed payments',
  }),
  disk_low: ({ id, free_bytes, size_bytes }) => ({
    reason: `${id} has ${(free_bytes / GIB).toFixed(1)} of ${(size_bytes / GIB).toFixed(0)} GiB left.`,
    remedy: 'Remove what is not needed from this disk, or make it larger',
  }),
  certificate_expiring: ({ seconds_left }) => ({
    reason:
      seconds_left <= 0
        ? 'The certificate has expired.'
        : `The certificate expires in ${Math.floor(seconds_left / DAY_SECONDS)} days.`,
    remedy: 'Renew the certificate; the web server takes the new one by itself',
  }),
  alert_channel_failing: ({ id, failures_in_a_row, last_error }) => ({
    reason: `${failures_in_a_row} alerts in a row could not be sent by ${id}: ${last_error ?? 'unknown'}`,
    remedy: 'Correct ALERT_EMAILS, SMTP_URL or ALERT_WEBHOOK_URL',
  }),
};

const GIB = 1024 ** 3;
const DAY_SECONDS = 86_400;
const READ_TRAIL = 'Read their trail on the audit page and ask them';

/** How an admin got access: the text between their name and whoever gave it. */
const GRANTS: Readonly<Record<string, string>> = {
  invited: ' was invited as an admin',
  registered: ' was registered as an admin',
  reset: ', an admin, got a new password link',
  second_factor_removed: ', an admin, lost their second factor',
  role_changed: ' was made an admin',
};
const ENABLED = ', an admin, was enabled again';

/** The reason and the remedy of an alert, from its facts. */
export function alertTexts<K extends AlertKind>({ kind, id, facts }: AlertOf<K>): AlertTexts {
  return TEXTS[kind]({ ...facts, id });
}

const ofInvoice = (number: string | null, text: string): string => `Invoice ${number ?? 'a draft'}: ${text}`;
const after = (prefix: string, text: string | null): string => (text === null ? '' : prefix + text);
const utc = (instant: string): string => new Date(instant).toISOString();
const runByHand = (timer: string): string => `POST /admin/functions/${timer} runs it by hand`;

function unverified(outcome: string | null, difference: string | null, reason: string | null): string {
  if (outcome === 'differs') return `The backup does not hold what the database held: ${difference ?? ''}`;
  if (outcome === 'not_loaded') return `The backup was read back but not loaded. ${reason ?? ''}`;
  return 'The backup was not read back';
}
