/** Who bears a lost dispute: the patient owes it again, or the clinic writes it off. Staff decide, once. */
import { type DisputeOutcome, lostPosting, requireLost } from '../../domain/dispute.ts';
import { subtract } from '../../domain/money.ts';
import { requireFound } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
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
    const { invoice } = await lockPayment(tx, { id: shown.payment_id, invoiceId: shown.invoice_id });
    const dispute = requireFound(await tx.disputes.lock(id), 'dispute');
    const heldCents = subtract(dispute.withdrawnCents, dispute.reinstatedCents);
    requireLost(dispute);
    const figures = await tx.refunds.invoiceFigures(invoice.id);
    if (outcome === 'reopen' && figures.cancelled && figures.creditHeldCents < heldCents) {
      refuse(
        'conflict',
        'invoice_cancelled',
        'The invoice is canceled and cannot be reopened. Absorb the loss.',
      );
    }
    const now = app.clock.now();
    const debt = { invoiceId: invoice.id, patientId: invoice.patientId, currency: invoice.currency };
    const uncoveredCreditCents = await tx.disputes.uncoveredCredit(dispute.paymentId);
    const lost = { ...dispute, outcome, uncoveredCreditCents };
    await tx.ledger.post(lostPosting(debt, figures, { ...lost, amountCents: heldCents }, now));
    await tx.disputes.decide(id, outcome, by.actor.id, now);
    await syncStatusWithLedger(tx, invoice.id);
    await tx.audit.record(by, {
      action: 'decide_dispute',
      targetType: 'dispute',
      targetId: id,
      details: { payment_id: dispute.paymentId, invoice_id: invoice.id, outcome, amount_cents: heldCents },
    });
    return { id };
  });
}
