/** Correcting money that was recorded by mistake: a reversal with a reason; the original stays in sight (decision 8). */
import { reversalPosting } from '../../domain/corrections.ts';
import { NO_CREDIT, requireFreeCredit } from '../../domain/credit-payout.ts';
import { requireReversible, requireUnreserved } from '../../domain/given-back.ts';
import { type Cents, subtract, ZERO } from '../../domain/money.ts';
import { refuseMissing } from '../../domain/not-found.ts';
import { accountOf, isOffline } from '../../domain/offline-payment.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { LockedPayment } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Reverses a payment that was recorded by mistake, on every invoice that it settled. Refuses `payment_unknown`,
 * `payment_not_offline` (refund it instead), `payment_reversed`, and `credit_spent` or `credit_reserved` when it became
 * credit that was used or is wanted.
 */
export async function reversePayment(
  app: App,
  paymentId: string,
  reason: string,
  by: StaffCaller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const { payment, invoice } = await lockReversible(tx, paymentId);
    const { invoiceId, allocations, surplusCents, method } = payment;
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
    const debt = { invoiceId, patientId: invoice.patientId, currency: payment.currency };
    const undone = { paymentId, allocations, surplusCents, from: accountOf(method) };
    await tx.ledger.post(reversalPosting(debt, undone, at));
    for (const each of invoicesOf(payment)) await syncStatusWithLedger(tx, each);
    await tx.audit.record(by, {
      action: 'reverse_payment',
      targetType: 'invoice',
      targetId: invoiceId,
      details: {
        payment_id: paymentId,
        amount_cents: payment.amountCents,
        reason,
        ...(allocations.length > 1 && { invoices: allocations.length }),
      },
    });
    return { id: paymentId };
  });
}

/** The invoices are locked before their payment, as everywhere. */
async function lockReversible(
  tx: Stores,
  id: string,
): Promise<{ payment: LockedPayment; invoice: LockedInvoice }> {
  const invoiceId = await tx.payments.resolveInvoice(id);
  if (!invoiceId) return refuseMissing('payment');
  const invoices = await tx.invoices.lockSeveral([invoiceId, ...(await tx.payments.invoicesOf(id))]);
  const invoice = invoices.find((each) => each.id === invoiceId);
  const payment = await tx.payments.lockBooked(id);
  if (!invoice || !payment) return refuseMissing('payment');
  if (payment.reversedAt) refuse('conflict', 'payment_reversed', 'This payment is reversed already.');
  return { payment, invoice };
}

/** Those that it settled, and the one that it is listed under, whose credit its surplus is. */
const invoicesOf = ({ invoiceId, allocations }: LockedPayment): Set<string> =>
  new Set([invoiceId, ...allocations.map((each) => each.invoiceId)]);

async function requireMoneyThere(tx: Stores, invoice: LockedInvoice, payment: LockedPayment): Promise<void> {
  const { patientId, currency } = invoice;
  const credit = (await tx.credits.lock(patientId, currency)) ?? NO_CREDIT;
  const { surplusCents } = payment;
  if (surplusCents > 0 && surplusCents <= credit.creditCents)
    requireFreeCredit(credit, surplusCents, currency);
  const settledOn = (id: string): Cents =>
    payment.allocations.find(({ invoiceId }) => invoiceId === id)?.amountCents ?? ZERO;
  const own = invoicesOf(payment);
  for (const id of own) {
    const part = { settledCents: settledOn(id), surplusCents: id === invoice.id ? surplusCents : ZERO };
    requireReversible(part, await tx.refunds.invoiceMoney(id), credit.creditCents);
  }
  const lots = await tx.credits.lots(patientId, currency);
  const after = lots
    .filter((lot) => own.has(lot.invoiceId))
    .map((lot) => ({ ...lot, keptCents: subtract(lot.keptCents, settledOn(lot.invoiceId)) }));
  const others = lots.filter((lot) => !own.has(lot.invoiceId));
  requireUnreserved([...after, ...others], surplusCents);
}
