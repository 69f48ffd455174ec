/** A clerk requests the approval of a credit note that is above their limit. */
import { randomUUID } from 'node:crypto';
import { requireApprovalNeeded } from '../../domain/credit-note-request.ts';
import { cents } from '../../domain/money.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { recordRequest } from '../credit-note-requests/record.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { type CreditNoteInput, lockCreditable, needsApproval } from './credit-note.ts';

/**
 * Stores the request; nothing is credited. Refuses what a credit note of this amount is refused for, `approval_not_needed`,
 * and `credit_note_request_pending` (409) when one is pending for the invoice.
 */
export async function requestCreditNote(app: App, input: CreditNoteInput, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const parts = await lockCreditable(tx, input);
    requireApprovalNeeded(await needsApproval(app, tx, parts, by));
    const lines = 'lines' in input.of ? input.of.lines : [];
    const request = {
      id: randomUUID(),
      invoiceId: input.invoiceId,
      currency: parts.invoice.currency,
      amountCents: parts.amountCents,
      lines: lines.map((line) => ({ ...line, amountCents: cents(line.amountCents) })),
      reason: input.reason,
      requestedBy: by.actor.id,
    };
    if (!(await tx.creditNoteRequests.add(request, app.clock.now()))) {
      refuse(
        'conflict',
        'credit_note_request_pending',
        'A credit note of this invoice is already pending approval. Wait until it is approved or rejected.',
      );
    }
    await recordRequest(tx, by, 'request_credit_note', request);
    return { id: request.id };
  });
}
