/** Why events of Stripe are quarantined, and what staff do about each reason. */

const NOT_OURS = 'Mark it as not ours. Nothing of it is on this Stripe account.';
const LOOK_UP =
  'Look the payment up in Stripe. Assign it to the right invoice, refund it in Stripe, or mark it as not ours.';
const FORGED =
  'Stripe does not confirm this event. Mark it as not ours, and replace the webhook secret unless it was made for a test.';
const AGAIN = 'Correct what keeps it from being applied, then try it again.';

const NEXT_STEPS: Readonly<Record<string, string>> = {
  other_account: NOT_OURS,
  other_mode: NOT_OURS,
  other_clinic: NOT_OURS,
  thin_event: 'In Stripe, let this endpoint receive snapshot events only. Then mark this one as not ours.',
  unknown_at_stripe: FORGED,
  not_paid_at_stripe: FORGED,
  contradicts_stripe: FORGED,
  contradicts_payment: FORGED,
  contradicts_payout: FORGED,
  ids_contradict: LOOK_UP,
  amount_contradicts_page: LOOK_UP,
  amount_contradicts_refund: LOOK_UP,
  amount_too_large: LOOK_UP,
  amount_not_positive: LOOK_UP,
  no_invoice_named: LOOK_UP,
  unknown_invoice: LOOK_UP,
  other_currency: LOOK_UP,
  early_fraud_warning:
    'The card network expects this payment to be disputed. Ask the patient whether they made it, and refund it if they did not. Then mark this event as not ours.',
  invoice_not_issued: 'Issue the invoice, then try the event again.',
};

/** What to do about a quarantined event, in words for staff. The reason may carry details after a colon. */
export const quarantineStep = (reason: string): string => NEXT_STEPS[reason.split(':')[0] ?? ''] ?? AGAIN;

/** The reasons that the product gives, for tests. */
export const QUARANTINE_REASONS = Object.keys(NEXT_STEPS);
