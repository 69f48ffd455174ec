/** Who bears a lost dispute: the patient owes it again, or the clinic writes it off. Staff decide, once. */
import { type DisputeOutcome, type LostPart, lostPosting, requireLost } from '../../domain/dispute.ts';
import { type Cents, subtract, ZERO } from '../../domain/money.ts';
import type { InvoiceFigures } from '../../domain/money-back.ts';
import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import { debtOn } from '../payments/lock.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockPayment } from '../stripe-events/resolve-payment.ts';

/** Refuses `dispute_unknown` (404), `dispute_not_lost`, `dispute_decided` and `invoice_cancelled` (409). */
export async function decideDispute(
  app: App,
  id: string,
  outcome: DisputeOutcome,
  by: StaffCaller,
): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const shown = requireFound(await tx.disputes.get(id), 'dispute');
    const { invoice } = await lockPayment(tx, { id: shown.payment_id });
    const dispute = requireFound(await tx.disputes.lock(id), 'dispute');
    const heldCents = subtract(dispute.withdrawnCents, dispute.reinstatedCents);
    requireLost(dispute);
    const uncoveredCents = await tx.disputes.uncoveredCredit(dispute.paymentId);
    const parts: LostPart[] = [];
    for (const { invoiceId, amountCents } of await tx.disputes.held(dispute.stripeDisputeId)) {
      if (amountCents <= 0) continue;
      const figures = await tx.refunds.invoiceFigures(invoiceId);
      requireReopenable(outcome, figures, amountCents);
      // The credit of a payment counts with its first invoice.
      const uncoveredCreditCents = invoiceId === invoice.id ? uncoveredCents : ZERO;
      parts.push({ debt: debtOn(invoice, invoiceId), invoice: figures, amountCents, uncoveredCreditCents });
    }
    const now = app.clock.now();
    await tx.ledger.post(lostPosting(parts, { ...dispute, outcome }, now));
    await tx.disputes.decide(id, outcome, by.actor.id, now);
    for (const { debt } of parts) await syncStatusWithLedger(tx, debt.invoiceId);
    await tx.audit.record(by, {
      action: 'decide_dispute',
      targetType: 'dispute',
      targetId: id,
      details: { payment_id: dispute.paymentId, invoice_id: invoice.id, outcome, amount_cents: heldCents },
    });
    return { id };
  });
}

/** An invoice that is canceled is never owed again; credit of it that is there can still cover the loss. */
function requireReopenable(outcome: DisputeOutcome, figures: InvoiceFigures, amountCents: Cents): void {
  if (outcome !== 'reopen' || !figures.cancelled || figures.creditHeldCents >= amountCents) return;
  refuse('conflict', 'invoice_cancelled', 'The invoice is canceled and cannot be reopened. Absorb the loss.');
}
