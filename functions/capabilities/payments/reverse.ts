/** Correcting money that was recorded by mistake: a reversal with a reason; the original stays in sight (decision 8). */
import { reversalPosting } from '../../domain/corrections.ts';
import { accountOf, isOffline } from '../../domain/offlinePayment.ts';
import { refuse } from '../../domain/refusal.ts';
import { followLedger } from '../invoices/follow.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedPayment } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Takes a payment back that never was. Refuses `payment_unknown`, `payment_not_offline` (refund it instead),
 * `payment_reversed`, and `credit_spent` when its surplus was used meanwhile.
 */
export async function reversePayment(
  app: App,
  paymentId: string,
  reason: string,
  staffId: string,
  by: Caller,
): Promise<{ id: string }> {
  return app.db.transaction(async (tx) => {
    const { payment, patientId } = await lockReversible(tx, paymentId);
    const { invoiceId, currency, settledCents, surplusCents, method } = payment;
    if (!isOffline(method)) {
      return refuse(
        'conflict',
        'payment_not_offline',
        'This payment came through Stripe. Refund it instead.',
      );
    }
    if (surplusCents > 0) await requireUnspent(tx, patientId, payment);
    const at = app.clock.now();
    await tx.payments.addReversal({ paymentId, reason, staffId, at });
    await tx.ledger.post(
      reversalPosting(
        { invoiceId, patientId, currency },
        { paymentId, settledCents, surplusCents, from: accountOf(method) },
        at,
      ),
    );
    await followLedger(tx, invoiceId);
    await tx.audit.record(by, {
      action: 'reverse_payment',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { payment_id: paymentId, amount_cents: payment.amountCents, reason },
    });
    return { id: paymentId };
  });
}

/** The invoice is locked before its payment, as everywhere. */
async function lockReversible(
  tx: Stores,
  id: string,
): Promise<{ payment: LockedPayment; patientId: string }> {
  const invoiceId = await tx.payments.invoiceOf(id);
  const invoice = invoiceId ? await tx.invoices.lock(invoiceId) : undefined;
  const payment = invoice ? await tx.payments.lockBooked(id) : undefined;
  if (!invoice || !payment) return refuse('missing', 'payment_unknown', 'There is no such payment.');
  if (payment.reversedAt) refuse('conflict', 'payment_reversed', 'This payment is reversed already.');
  return { payment, patientId: invoice.patientId };
}

async function requireUnspent(tx: Stores, patientId: string, payment: LockedPayment): Promise<void> {
  const creditCents = (await tx.credits.lock(patientId, payment.currency)) ?? 0;
  if (creditCents < payment.surplusCents) {
    refuse(
      'conflict',
      'credit_spent',
      'The surplus of this payment was used meanwhile, so it cannot be reversed.',
    );
  }
}
