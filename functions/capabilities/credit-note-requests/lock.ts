/** Locking a requested credit note with its invoice. */
import { requireFound } from '../../domain/not-found.ts';
import type { LockedCreditNoteRequest } from '../ports/credit-note-requests.ts';
import type { Stores } from '../ports.ts';

export async function findRequest(stores: Stores, id: string): Promise<{ invoiceId: string }> {
  const { invoice_id: invoiceId } = requireFound(
    await stores.creditNoteRequests.get(id),
    'credit_note_request',
  );
  return { invoiceId };
}

/** The invoice is locked before the request, as everywhere. */
export async function lockRequest(tx: Stores, id: string): Promise<LockedCreditNoteRequest> {
  const { invoiceId } = await findRequest(tx, id);
  await tx.invoices.require(invoiceId);
  return requireFound(await tx.creditNoteRequests.lock(id), 'credit_note_request');
}
