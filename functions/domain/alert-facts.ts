/** What is known about each alert: facts without sentences. `alert-reasons.ts` puts them into words. */
import type { AlertKind } from './alerts.ts';

type OfInvoice = { invoice_number: string | null };
type OfPageRefusal = { last_error: string };
type None = Record<never, never>;

/** The facts of each kind, beside its id and since when. Instants are texts in ISO 8601. */
export type AlertFacts = {
  failed_payment: { failure_message: string | null; invoice_id: string };
  given_back_twice: { invoice_number: string; is_canceled: boolean };
  refund_failed: OfInvoice & { failure_reason: string | null; payment_id: string };
  refund_refused: OfInvoice & { failure_reason: string | null; payment_id: string };
  refund_stuck: OfInvoice & { status: string };
  dispute_needs_response: OfInvoice & { evidence_due_at: string | null; stripe_dispute_id: string };
  dispute_undecided: OfInvoice & { status: string };
  payment_plan_broken: {
    invoice_number: string | null;
    due_date: string;
    consequence: string;
  };
  payout_failed: { status: string; failure_message: string | null };
  payment_pages_refused: OfPageRefusal & { currency: string };
  payment_page_refused: OfPageRefusal;
  payment_page_stuck: OfInvoice & { state: string; last_error: string | null };
  quarantined_event: { type: string; reason: string };
  /** `attempts` is null when there is no work for the event. */
  stuck_event: { type: string; attempts: number | null; last_error: string | null; waits_for: string | null };
  failed_message: { last_error: string | null; bounced: boolean };
  reconciliation_break: { class: string; object: string; detail: string };
  reconciliation_failed: { last_error: string | null };
  dead_letter: { topic: string; last_error: string | null };
  stale_timer: None;
  failing_timer: { last_error: string | null };
  /** `newest_backup` is null when there was none at all. */
  backup_overdue: { newest_backup: string | null };
  /** `outcome` is null when the backup was not read back; `difference` is the first that was found. */
  backup_unverified: { outcome: string | null; difference: string | null; reason: string | null };
  probing: { name: string | null; address: string | null };
  many_reads: { name: string | null; records: number };
  admin_access: { name: string; grant: string; granted_by: string | null };
  /** `limited` is the type of what was to be sent. */
  sending_limit: { name: string | null; limited: string; limit: string };
  webhook_silence: { events: number; last_webhook_at: string | null };
  payments_failing: { failed: number; made: number };
  disk_low: { free_bytes: number; size_bytes: number };
  certificate_expiring: { seconds_left: number };
  alert_channel_failing: { failures_in_a_row: number; last_error: string | null };
};

/** An alert of one of these kinds, with its facts. */
export type AlertOf<Kind extends AlertKind = AlertKind> = {
  [K in Kind]: { kind: K; id: string; facts: AlertFacts[K] };
}[Kind];
