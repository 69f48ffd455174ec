/** A dispute as every endpoint answers it, with what it asks of staff. */

import type { StoredDispute } from '../../capabilities/ports/disputes.ts';
import type { App } from '../../capabilities/ports.ts';
import { isInquiry, needsDecision, needsResponse } from '../../domain/dispute.ts';
import { refuseMissing } from '../../domain/not-found.ts';

export const shownDispute = (dispute: StoredDispute) => ({
  ...dispute,
  is_inquiry: isInquiry(dispute.status),
  needs_response: needsResponse(dispute.status),
  needs_decision: needsDecision({
    ...dispute,
    withdrawnCents: dispute.withdrawn_cents,
    reinstatedCents: dispute.reinstated_cents,
  }),
});

/** Refuses `dispute_unknown` (404). */
export async function readDispute(app: App, id: string) {
  const dispute = await app.db.read.disputes.get(id);
  return dispute ? shownDispute(dispute) : refuseMissing('dispute');
}
