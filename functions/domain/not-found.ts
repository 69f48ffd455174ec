/** What a request can name that does not exist: one code and one sentence for each. */
import { type FieldError, refuse, refuseField } from './refusal.ts';

const SENTENCES = {
  archive: 'Archive not found.',
  break: 'Discrepancy not found.',
  credit_note: 'Credit note not found.',
  credit_note_request: 'Request for a credit note not found.',
  credit_use: 'Use of credit not found.',
  dispute: 'Dispute not found.',
  event: 'Event not found.',
  internal_note: 'Internal note not found.',
  invoice: 'Invoice not found.',
  job: 'Job not found.',
  link: 'Link not found.',
  message: 'Message not found.',
  patient: 'Patient not found.',
  payment: 'Payment not found.',
  payment_plan: 'Payment plan not found.',
  payout: 'Pay-out not found.',
  price_list_import: 'Import of the price list not found.',
  price_list_item: 'Item of the price list not found.',
  refund: 'Refund not found.',
  run: 'Run not found.',
  saved_view: 'Saved view not found.',
  session: 'Session not found.',
  staff: 'Member of staff not found.',
  write_off: 'Write-off not found.',
} as const;

export type Named = keyof typeof SENTENCES;

/** Refuses with 404 and `<what>_unknown`. */
export function refuseMissing(what: Named): never {
  return refuse('missing', `${what}_unknown`, SENTENCES[what]);
}

/** The value, or 404 `<what>_unknown` when there is none. */
export const requireFound = <T>(found: T | undefined, what: Named): T =>
  found === undefined ? refuseMissing(what) : found;

/** The same for what a field of the request names: 400 with the field's path. */
export const requireNamed = <T>(found: T | undefined, what: Named, path: FieldError['path']): T =>
  found === undefined ? refuseField(path, `${what}_unknown`, SENTENCES[what]) : found;
