/** Credit notes above a clerk's limit: requested by the clerk, issued once an admin has approved them. */
import { type Currency, formatMoney } from './currency.ts';
import { add, type Cents } from './money.ts';
import { refuse } from './refusal.ts';

export const CREDIT_NOTE_REQUEST_STATUSES = ['requested', 'issued', 'rejected', 'withdrawn'] as const;
export type CreditNoteRequestStatus = (typeof CREDIT_NOTE_REQUEST_STATUSES)[number];

/** What a clerk is about to credit, and what clerks credited the patient without approval before. */
export type ClerkCredit = { amountCents: Cents; earlierCents: Cents; currency: Currency };

/** Whether an admin must approve a clerk's credit note. */
export const exceedsClerkLimit = ({ amountCents, earlierCents }: ClerkCredit, limitCents: Cents): boolean =>
  add(earlierCents, amountCents) > limitCents;

/** Refuses `credit_note_needs_admin` (403) to issue a credit note that an admin must approve. */
export function requireWithinClerkLimit(credit: ClerkCredit, limitCents: Cents): void {
  if (!exceedsClerkLimit(credit, limitCents)) return;
  const limit = formatMoney(limitCents, credit.currency);
  refuse(
    'forbidden',
    'credit_note_needs_admin',
    `Clerks can credit at most ${limit} without approval, earlier credit notes to this patient included. Request the approval of an admin.`,
  );
}

/** Refuses `approval_not_needed` (409) to request what the requester can issue at once. */
export function requireApprovalNeeded(needed: boolean): void {
  if (needed) return;
  refuse('conflict', 'approval_not_needed', 'You can issue this credit note without approval.');
}

export type CreditNoteDecision = Exclude<CreditNoteRequestStatus, 'requested'>;

/**
 * Refuses `credit_note_request_decided` (409) to decide twice, `credit_note_own_request` (403) to approve one's own
 * request, and `credit_note_request_of_other` (403) to withdraw another person's.
 */
export function requireDecidableRequest(
  request: { status: CreditNoteRequestStatus; requestedBy: string },
  decision: CreditNoteDecision,
  staffId: string,
): void {
  if (request.status !== 'requested') {
    refuse(
      'conflict',
      'credit_note_request_decided',
      `This request is already ${request.status === 'issued' ? 'approved' : request.status}.`,
    );
  }
  const own = request.requestedBy === staffId;
  if (own && decision === 'issued') {
    refuse(
      'forbidden',
      'credit_note_own_request',
      'Another admin must approve a credit note that you requested.',
    );
  }
  if (!own && decision === 'withdrawn') {
    refuse(
      'forbidden',
      'credit_note_request_of_other',
      'Only the requester can withdraw a request. An admin can reject it.',
    );
  }
}
