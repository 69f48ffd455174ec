/** How methods, reasons and effects are called on the screen. */
import type { CreditNoteRequestStatus } from '../../../../functions/domain/credit-note-request.ts';
import type { CreditPayoutStatus } from '../../../../functions/domain/credit-payout.ts';
import type { OfflineMethod } from '../../../../functions/domain/offline-payment.ts';
import { methodInWords } from '../../../../functions/domain/payment-method.ts';
import type { RefundEffect, RefundReason, RefundStatus } from '../../../../functions/domain/refund.ts';

/** `bank_transfer` → `Bank transfer`. */
export const methodName = (method: string): string => capitalized(methodInWords(method, 'en'));

/** `lost_in_post` → `Lost in post`. */
export const capitalized = (name: string): string =>
  name.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());

export const REASON_WORDS: Record<RefundReason, string> = {
  requested_by_customer: 'Requested by the patient',
  duplicate: 'Paid twice',
  fraudulent: 'Fraudulent',
  billing_error: 'Billing error',
  service_not_given: 'Service not given',
  other: 'Other',
};

/** A reason as the API names it, in words. */
export const reasonName = (reason: string): string =>
  (REASON_WORDS as Record<string, string>)[reason] ?? capitalized(reason);

/** Effect on the invoice, in plain words. */
export const EFFECT_WORDS: Record<RefundEffect, { name: string; meaning: string }> = {
  credit: {
    name: 'Credit the invoice',
    meaning: 'The charge is credited: the patient gets the money and owes nothing for it.',
  },
  reopen: {
    name: 'Reopen the balance',
    meaning: 'The patient gets the money, and owes this amount on the invoice again.',
  },
};

export const REFUND_STATUS_WORDS: Record<RefundStatus, string> = {
  requested: 'Pending approval',
  approved: 'Approved',
  processing: 'Processing',
  succeeded: 'Refunded',
  failed: 'Failed',
  rejected: 'Rejected',
};

export const PAYOUT_STATUS_WORDS: Record<CreditPayoutStatus, string> = {
  requested: 'Pending approval',
  paid: 'Paid out',
  rejected: 'Rejected',
};

export const CREDIT_NOTE_REQUEST_WORDS: Record<CreditNoteRequestStatus, string> = {
  requested: 'Pending approval',
  issued: 'Approved',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
};

/** What the reference of a payment at the desk is called. */
export const REFERENCE_LABELS: Record<OfflineMethod, string> = {
  cash: 'Reference',
  cheque: 'Check number',
  bank_transfer: 'Reference of the transfer',
  card_terminal: 'Number on the terminal’s slip',
};
