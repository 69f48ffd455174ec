/** The audit of requested credit notes. */
import type { Caller } from '../ports/common.ts';
import type { LockedCreditNoteRequest } from '../ports/credit-note-requests.ts';
import type { Stores } from '../ports.ts';

/** The audit row of one step of a request, at its invoice. */
export const recordRequest = (
  tx: Stores,
  by: Caller,
  action: string,
  request: Omit<LockedCreditNoteRequest, 'status'> & { more?: Record<string, unknown> },
): Promise<void> =>
  tx.audit.record(by, {
    action,
    targetType: 'invoice',
    targetId: request.invoiceId,
    details: {
      credit_note_id: request.id,
      amount_cents: request.amountCents,
      currency: request.currency,
      requested_by: request.requestedBy,
      reason: request.reason,
      ...request.more,
    },
  });
