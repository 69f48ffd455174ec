import { expect, test } from 'vitest';
import type { AlertFacts } from './alert-facts.ts';
import { alertTexts } from './alert-reasons.ts';
import { ALERT_KINDS, type AlertKind } from './alerts.ts';

type Case<K extends AlertKind> = [facts: AlertFacts[K], reason: string, remedy: string];

const NUMBER = { invoice_number: 'CLINIC-202611-0001' };
const DISPUTED = { ...NUMBER, stripe_dispute_id: 'dp_1' };
const REFUND = { ...NUMBER, payment_id: 'p-1' };
const EVENT = { type: 'charge.refunded', last_error: null, waits_for: null };
const TRAIL = 'Read their trail on the audit page and ask them';
const EXPECTED = 'If this was not expected, disable the account on the page People at once';
const BACK_AGAIN =
  'The money is in the Stripe balance again. After a failure, correct the bank account in Stripe’s dashboard';
const BACKUP = 'npm run backup; npm run backup:verify shows each difference';
const WEBHOOKS =
  'Check the endpoint and its signing secret in Stripe’s dashboard, and that Stripe reaches this address';
const GIVEN_BACK = 'gave back more than it took: Stripe moved money that had left as credit';
const INVISIBLE = 'asked for many records that do not exist or that they may not see';

/** Every text that an alert can have; the id is `x`. */
const CASES: { [K in AlertKind]: Case<K>[] } = {
  failed_payment: [
    [
      { failure_message: 'Declined.', invoice_id: 'i-1' },
      'Declined.',
      'Ask the patient to pay again: POST /invoices/i-1/send',
    ],
    [
      { failure_message: null, invoice_id: 'i-1' },
      'The payment failed.',
      'Ask the patient to pay again: POST /invoices/i-1/send',
    ],
  ],
  given_back_twice: [
    [
      { invoice_number: 'C-1', is_canceled: false },
      `Invoice C-1 ${GIVEN_BACK}`,
      'Ask the patient to pay the balance of the invoice, or write it off',
    ],
    [
      { invoice_number: 'C-1', is_canceled: true },
      `Canceled invoice C-1 ${GIVEN_BACK}`,
      'Ask the patient to pay it back: the clinic bears it',
    ],
  ],
  refund_failed: [
    [
      { ...REFUND, failure_reason: 'declined' },
      'Invoice CLINIC-202611-0001: declined',
      'Pay the patient another way, or request the refund again: POST /payments/p-1/refunds',
    ],
    [
      { ...REFUND, failure_reason: null },
      'Invoice CLINIC-202611-0001: unknown',
      'Pay the patient another way, or request the refund again: POST /payments/p-1/refunds',
    ],
  ],
  refund_refused: [
    [
      { ...REFUND, failure_reason: 'charge_disputed' },
      'Invoice CLINIC-202611-0001: charge_disputed',
      'Correct the reason, then request the refund again: POST /payments/p-1/refunds',
    ],
    [
      { ...REFUND, failure_reason: null },
      'Invoice CLINIC-202611-0001: unknown',
      'Correct the reason, then request the refund again: POST /payments/p-1/refunds',
    ],
  ],
  refund_stuck: [
    [
      { ...NUMBER, status: 'approved' },
      'Invoice CLINIC-202611-0001: approved for more than an hour',
      'Look at the refund in Stripe’s dashboard; the next reconciliation takes its state',
    ],
    [
      { ...NUMBER, status: 'processing' },
      'Invoice CLINIC-202611-0001: processing for more than ten days',
      'Look at the refund in Stripe’s dashboard; the next reconciliation takes its state',
    ],
  ],
  dispute_needs_response: [
    [
      { ...DISPUTED, evidence_due_at: '2026-12-01T01:30:00.123456+02:00' },
      'Invoice CLINIC-202611-0001: the bank waits for an answer until 2026-11-30',
      'Answer in Stripe’s dashboard: dp_1',
    ],
    [
      { ...DISPUTED, evidence_due_at: null },
      'Invoice CLINIC-202611-0001: the bank waits for an answer',
      'Answer in Stripe’s dashboard: dp_1',
    ],
  ],
  dispute_undecided: [
    [
      { ...NUMBER, status: 'lost' },
      'Invoice CLINIC-202611-0001: the dispute is lost, and the part that did not come back is not resolved yet',
      'POST /disputes/x/decide',
    ],
  ],
  payment_plan_broken: (
    [
      ['remind', ''],
      ['pause', '; reminders stopped'],
      ['balance_due', '; the whole balance is due'],
    ] as const
  ).map(([consequence, what]) => [
    { invoice_number: 'C-1', due_date: '2027-02-10', consequence },
    `Invoice C-1: the installment of 2027-02-10 is missed${what}`,
    'Agree with the patient: POST /payment-plans/x/replan or /payment-plans/x/cancel',
  ]),
  payout_failed: [
    [
      { status: 'failed', failure_message: 'Closed.' },
      'The payout has the status failed: Closed.',
      BACK_AGAIN,
    ],
    [{ status: 'canceled', failure_message: null }, 'The payout has the status canceled', BACK_AGAIN],
  ],
  payment_pages_refused: [
    [
      { currency: 'usd', last_error: 'url_invalid: Not a valid URL' },
      'Stripe refused the payment page. Correct what its message names. (USD: url_invalid: Not a valid URL)',
      'Correct the cause, then send the invoices again: POST /invoices/x/send',
    ],
  ],
  payment_page_refused: [
    [
      { last_error: 'url_invalid: Not a valid URL' },
      'Stripe refused the payment page. Correct what its message names. (url_invalid: Not a valid URL)',
      'Correct the invoice, then send it again: POST /invoices/x/send',
    ],
  ],
  payment_page_stuck: [
    [
      { invoice_number: null, state: 'creating', last_error: 'No answer.' },
      'Invoice a draft: the page is still creating. No answer.',
      'npm run alerts names what keeps the queue from working; the sweep tries again',
    ],
    [
      { ...NUMBER, state: 'closing', last_error: null },
      'Invoice CLINIC-202611-0001: the page is still closing',
      'npm run alerts names what keeps the queue from working; the sweep tries again',
    ],
  ],
  quarantined_event: [
    [
      { type: 'charge.refunded', reason: 'unknown_invoice' },
      'charge.refunded: unknown_invoice',
      'POST /stripe-events/x/replay',
    ],
  ],
  stuck_event: [
    [
      { ...EVENT, attempts: null },
      'charge.refunded was not applied after 0 attempts',
      'The sweep tries again',
    ],
    [
      { ...EVENT, attempts: 2, waits_for: 'ch_1' },
      'charge.refunded was not applied after 2 attempts and waits for ch_1',
      'The sweep tries again',
    ],
    [
      { ...EVENT, attempts: 3, waits_for: 'ch_1', last_error: 'Busy.' },
      'charge.refunded was not applied after 3 attempts: Busy.',
      'The sweep tries again',
    ],
  ],
  failed_message: [
    [
      { last_error: 'No such mailbox.', bounced: true },
      'No such mailbox.',
      "Correct the patient's address, then POST /messages/x/resend",
    ],
    [{ last_error: null, bounced: false }, 'The message failed.', 'POST /messages/x/resend'],
  ],
  reconciliation_break: [
    [
      { class: 'fee_missing', object: 'txn_1', detail: 'No fee is booked.' },
      'fee_missing txn_1: No fee is booked.',
      'See the reconciliation page',
    ],
  ],
  reconciliation_failed: [
    [{ last_error: 'Stripe is away.' }, 'Stripe is away.', 'POST /reconciliation/run'],
    [{ last_error: null }, 'unknown', 'POST /reconciliation/run'],
  ],
  dead_letter: [
    [{ topic: 'send_message', last_error: 'No relay.' }, 'send_message: No relay.', 'POST /work/x/redrive'],
    [{ topic: 'send_message', last_error: null }, 'send_message: given up', 'POST /work/x/redrive'],
  ],
  stale_timer: [[{}, 'It has not run.', 'POST /admin/functions/x runs it by hand']],
  failing_timer: [
    [{ last_error: 'No disk.' }, 'No disk.', 'POST /admin/functions/x runs it by hand'],
    [{ last_error: null }, 'It fails.', 'POST /admin/functions/x runs it by hand'],
  ],
  backup_overdue: [
    [
      { newest_backup: null },
      'There is no backup yet',
      'npm run backup; see why the timer backups-make fails',
    ],
    [
      { newest_backup: 'b-1' },
      'The newest backup is older than two days',
      'npm run backup; see why the timer backups-make fails',
    ],
  ],
  backup_unverified: [
    [
      { outcome: 'differs', difference: 'invoices', reason: null },
      'The backup does not hold what the database held: invoices',
      BACKUP,
    ],
    [
      { outcome: 'not_loaded', difference: null, reason: 'No right.' },
      'The backup was read back but not loaded. No right.',
      'Allow temporary tables in the database postgres, or set BACKUP_SCRATCH_URL',
    ],
    [{ outcome: null, difference: null, reason: null }, 'The backup was not read back', BACKUP],
  ],
  probing: [
    [{ name: 'Ana', address: '10.0.0.1' }, `Ana ${INVISIBLE}`, TRAIL],
    [{ name: null, address: '10.0.0.1' }, `A caller at 10.0.0.1 ${INVISIBLE}`, TRAIL],
    [{ name: null, address: null }, `A caller ${INVISIBLE}`, TRAIL],
  ],
  many_reads: [
    [{ name: 'Ana', records: 1001 }, 'Ana read 1001 records within an hour', TRAIL],
    [{ name: null, records: 1001 }, 'A member of staff read 1001 records within an hour', TRAIL],
  ],
  admin_access: [
    [{ name: 'Ana', grant: 'invited', granted_by: 'Bo' }, 'Ana was invited as an admin by Bo', EXPECTED],
    [
      { name: 'Ana', grant: 'registered', granted_by: null },
      'Ana was registered as an admin by whoever runs the database',
      EXPECTED,
    ],
    [
      { name: 'Ana', grant: 'reset', granted_by: 'Bo' },
      'Ana, an admin, got a new password link by Bo',
      EXPECTED,
    ],
    [
      { name: 'Ana', grant: 'second_factor_removed', granted_by: 'Bo' },
      'Ana, an admin, lost their second factor by Bo',
      EXPECTED,
    ],
    [{ name: 'Ana', grant: 'role_changed', granted_by: 'Bo' }, 'Ana was made an admin by Bo', EXPECTED],
    [{ name: 'Ana', grant: 'enabled', granted_by: 'Bo' }, 'Ana, an admin, was enabled again by Bo', EXPECTED],
  ],
  sending_limit: [
    [
      { name: 'Ana', limited: 'message', limit: 'messages_invoice' },
      'Ana reached a limit of messages: messages_invoice',
      'See who asks for so many, and why',
    ],
    [
      { name: null, limited: 'payment_page', limit: 'pages_invoice' },
      'A patient or the system reached a limit of payment pages: pages_invoice',
      'See who asks for so many, and why',
    ],
  ],
  webhook_silence: [
    [
      { events: 3, last_webhook_at: '2026-11-27T09:59:59.999999+00:00' },
      '3 events of Stripe were found by the reconciliation, and no webhook arrived since 2026-11-27 09:59 UTC',
      WEBHOOKS,
    ],
    [
      { events: 3, last_webhook_at: null },
      '3 events of Stripe were found by the reconciliation, and no webhook arrived since the beginning',
      WEBHOOKS,
    ],
  ],
  payments_failing: [
    [
      { failed: 5, made: 8 },
      '5 of the last 8 payments within a day failed',
      'See Stripe’s status page and the reasons of the failed payments',
    ],
  ],
  disk_low: [
    [
      { free_bytes: 1.5 * 1024 ** 3, size_bytes: 40 * 1024 ** 3 },
      'x has 1.5 of 40 GiB left.',
      'Remove what is not needed from this disk, or make it larger',
    ],
  ],
  certificate_expiring: [
    [
      { seconds_left: 3 * 86_400 + 5 },
      'The certificate expires in 3 days.',
      'Renew the certificate; the web server takes the new one by itself',
    ],
    [
      { seconds_left: 0 },
      'The certificate has expired.',
      'Renew the certificate; the web server takes the new one by itself',
    ],
  ],
  alert_channel_failing: [
    [
      { failures_in_a_row: 3, last_error: 'No relay.' },
      '3 alerts in a row could not be sent by x: No relay.',
      'Correct ALERT_EMAILS, SMTP_URL or ALERT_WEBHOOK_URL',
    ],
    [
      { failures_in_a_row: 3, last_error: null },
      '3 alerts in a row could not be sent by x: unknown',
      'Correct ALERT_EMAILS, SMTP_URL or ALERT_WEBHOOK_URL',
    ],
  ],
};

function textsOf<K extends AlertKind>(kind: K): void {
  for (const [facts, reason, remedy] of CASES[kind] as Case<K>[])
    expect(alertTexts({ kind, id: 'x', facts } as Parameters<typeof alertTexts<K>>[0])).toEqual({
      reason,
      remedy,
    });
}

test.each(ALERT_KINDS)('an alert says why it is there and what to do: %s', (kind) => textsOf(kind));
