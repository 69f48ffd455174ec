/** Correcting money that was recorded by mistake: a reversal with a reason; the original stays in sight (decision 8). */
import { randomUUID } from 'node:crypto';
import { creditAppliedPosting, reversalPosting } from '../../domain/corrections.ts';
import { creditInPlaceOf, requireUnreserved } from '../../domain/givenBack.ts';
import { add, type Cents, subtract, ZERO } from '../../domain/money.ts';
import { accountOf, isOffline } from '../../domain/offlinePayment.ts';
import { refuse } from '../../domain/refusal.ts';
import { followLedger } from '../invoices/follow.ts';
import type { Caller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { LockedPayment } from '../ports/payments.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Takes a payment back that never was. Refuses `payment_unknown`, `payment_not_offline` (refund it instead),
 * `payment_reversed`, and `credit_spent` or `credit_reserved` when it became credit that was used or is wanted.
 */
export async function reversePayment(
  app: App,
  paymentId: string,
  reason: string,
  staffId: string,
  by: Caller,
): Promise<{ id: string }> {
  return app.db.transaction(async (tx) => {
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
    const replacedCents = await replacedByCredit(tx, invoice, payment);
    const at = app.clock.now();
    await tx.payments.addReversal({ paymentId, reason, staffId, at });
    await tx.ledger.post(
      reversalPosting(
        { invoiceId, patientId, currency },
        { paymentId, settledCents, surplusCents, from: accountOf(method) },
        at,
      ),
    );
    if (replacedCents > 0) {
      const id = randomUUID();
      const use = { id, kind: 'applied' as const, patientId, currency, invoiceId, staffId, at };
      await tx.ledger.post(creditAppliedPosting({ invoiceId, patientId, currency }, id, replacedCents, at));
      await tx.credits.addUse({ ...use, amountCents: replacedCents, method: null, reference: null });
    }
    await followLedger(tx, invoiceId);
    await tx.audit.record(by, {
      action: 'reverse_payment',
      targetType: 'invoice',
      targetId: invoiceId,
      details: {
        payment_id: paymentId,
        amount_cents: payment.amountCents,
        credit_applied_cents: replacedCents,
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
  const invoiceId = await tx.payments.invoiceOf(id);
  const invoice = invoiceId ? await tx.invoices.lock(invoiceId) : undefined;
  const payment = invoice ? await tx.payments.lockBooked(id) : undefined;
  if (!invoice || !payment) return refuse('missing', 'payment_unknown', 'There is no such payment.');
  if (payment.reversedAt) refuse('conflict', 'payment_reversed', 'This payment is reversed already.');
  return { payment, invoice };
}

/** What of the payment had become credit by a credit note: that credit settles the invoice in its place. */
async function replacedByCredit(tx: Stores, invoice: LockedInvoice, payment: LockedPayment): Promise<Cents> {
  const { patientId, currency, balanceCents } = invoice;
  const creditCents = (await tx.credits.lock(patientId, currency)) ?? ZERO;
  const money = await tx.refunds.invoiceMoney(invoice.id);
  const missing = creditInPlaceOf(payment, money, { creditCents, balanceCents });
  const lots = await tx.credits.lots(patientId, currency);
  const kept = (cents: Cents) => add(subtract(cents, payment.settledCents), missing);
  const own = lots.filter(({ invoiceId }) => invoiceId === invoice.id);
  const others = lots.filter(({ invoiceId }) => invoiceId !== invoice.id);
  requireUnreserved(
    [...own.map((lot) => ({ ...lot, keptCents: kept(lot.keptCents) })), ...others],
    add(payment.surplusCents, missing),
  );
  return missing;
}
