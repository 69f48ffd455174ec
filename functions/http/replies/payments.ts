/** One payment as every endpoint answers it, with what happened to it. */
import type { App } from '../../capabilities/ports.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { requestableCents, whyNotRefundable } from '../../domain/refund.ts';

/** Refuses `payment_unknown` (404). */
export async function readPayment(app: App, id: string) {
  const [payment, books, timeline] = await Promise.all([
    app.db.read.payments.get(id),
    app.db.read.refunds.payment(id),
    app.db.read.payments.timeline(id),
  ]);
  if (!payment || !books) return refuseMissing('payment');
  const not_refundable = whyNotRefundable(books);
  const refundable_cents = not_refundable ? 0 : requestableCents(books);
  return { ...payment, not_refundable, refundable_cents, timeline };
}
