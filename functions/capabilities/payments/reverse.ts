/** Correcting money that was recorded by mistake: a reversal with a reason; the original stays in sight (decision 8). */
import { reversalPosting } from '../../domain/corrections.ts';
import { NO_CREDIT, requireFreeCredit } from '../../domain/credit-payout.ts';
import { requireReversible, requireUnreserved } from '../../domain/given-back.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { subtract } from '../../domain/money.ts';
import { accountOf, isOffline } from '../../domain/offline-payment.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { LockedPayment } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Reverses a payment that was recorded by mistake. Refuses `payment_unknown`, `payment_not_offline` (refund it instead),
 * `payment_reversed`, and `credit_spent` or `credit_reserved` when it became credit that was used or is wanted.
 */
export async function reversePayment(
  app: App,
  paymentId: string,
  reason: string,
  by: StaffCaller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const { payment, invoice } = await lockReversible(tx, paymentId);
    const { patientId } = invoice;
    const { invoiceId, currency, settledCents, surplusCents, method } = payment;
    if (!isOffline(method)) {
      return refuse(
        'conflict',
        'payment_not_offline',
        'This payment came through Stripe. Refund it instead.',
      );
    }
    await requireMoneyThere(tx, invoice, payment);
    const at = app.clock.now();
    await tx.payments.addReversal({ paymentId, reason, staffId: by.actor.id, at });
    await tx.ledger.post(
      reversalPosting(
        { invoiceId, patientId, currency },
        { paymentId, settledCents, surplusCents, from: accountOf(method) },
        at,
      ),
    );
    await syncStatusWithLedger(tx, invoiceId);
    await tx.audit.record(by, {
      action: 'reverse_payment',
      targetType: 'invoice',
      targetId: invoiceId,
      details: {
        payment_id: paymentId,
        amount_cents: payment.amountCents,
        reason,
      },
    });
    return { id: paymentId };
  });
}

/** The invoice is locked before its payment, as everywhere. */
async function lockReversible(
  tx: Stores,
  id: string,
): Promise<{ payment: LockedPayment; invoice: LockedInvoice }> {
  const invoiceId = await tx.payments.resolveInvoice(id);
  const invoice = invoiceId ? await tx.invoices.lock(invoiceId) : undefined;
  const payment = invoice ? await tx.payments.lockBooked(id) : undefined;
  if (!invoice || !payment) return refuseMissing('payment');
  if (payment.reversedAt) refuse('conflict', 'payment_reversed', 'This payment is reversed already.');
  return { payment, invoice };
}

async function requireMoneyThere(tx: Stores, invoice: LockedInvoice, payment: LockedPayment): Promise<void> {
  const { patientId, currency } = invoice;
  const credit = (await tx.credits.lock(patientId, currency)) ?? NO_CREDIT;
  const { surplusCents, settledCents } = payment;
  if (surplusCents > 0 && surplusCents <= credit.creditCents)
    requireFreeCredit(credit, surplusCents, currency);
  requireReversible(payment, await tx.refunds.invoiceMoney(invoice.id), credit.creditCents);
  const lots = await tx.credits.lots(patientId, currency);
  const own = lots.filter(({ invoiceId }) => invoiceId === invoice.id);
  const others = lots.filter(({ invoiceId }) => invoiceId !== invoice.id);
  const after = own.map((lot) => ({ ...lot, keptCents: subtract(lot.keptCents, settledCents) }));
  requireUnreserved([...after, ...others], surplusCents);
}
