/** One payment as every endpoint answers it, with what happened to it. */
import type { App } from '../../capabilities/ports.ts';
import { refuse } from '../../domain/refusal.ts';

/** Refuses `payment_unknown` (404). */
export async function readPayment(app: App, id: string) {
  const [payment, timeline] = await Promise.all([
    app.db.read.payments.get(id),
    app.db.read.payments.timeline(id),
  ]);
  if (!payment) return refuse('missing', 'payment_unknown', 'There is no such payment.');
  return { ...payment, timeline };
}
