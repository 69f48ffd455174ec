/** A refund as every endpoint answers it. */

import type { RefundView } from '../../capabilities/ports/refunds.ts';
import type { App } from '../../capabilities/ports.ts';
import { refundWarning } from '../../domain/refund.ts';
import { refuse } from '../../domain/refusal.ts';

/** With what must be known before it is approved. */
export const shownRefund = (refund: RefundView) => ({ ...refund, warning: refundWarning(refund.reason) });

/** Refuses `refund_unknown` (404). */
export async function readRefund(app: App, id: string) {
  const refund = await app.db.read.refunds.get(id);
  return refund ? shownRefund(refund) : refuse('missing', 'refund_unknown', 'There is no such refund.');
}
