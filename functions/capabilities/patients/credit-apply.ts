/** Paying an invoice out of the credit that the patient has (decision 7). */
import { randomUUID } from 'node:crypto';
import { creditAppliedPosting } from '../../domain/corrections.ts';
import { freeCents, NO_CREDIT, requireFreeCredit } from '../../domain/credit-payout.ts';
import { formatMoney } from '../../domain/currency.ts';
import { requireUnreserved } from '../../domain/given-back.ts';
import { isPayable } from '../../domain/invoice.ts';
import { type Cents, cents, min } from '../../domain/money.ts';
import { requireNamed } from '../../domain/not-found.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { syncStatusWithLedger } from '../invoices/sync-status.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';

/**
 * Applies as much as is given, or as much as there is and is owed. Refuses `invoice_unknown`, `other_patient`,
 * `nothing_owed`, `no_credit`, `above_balance`, `above_credit`, `credit_reserved`.
 */
export async function applyCredit(
  app: App,
  input: { patientId: string; invoiceId: string; amountCents: number | undefined },
  by: StaffCaller,
): Promise<Done> {
  const { patientId, invoiceId } = input;
  const isClosing = await closePageFirst(app, invoiceId, by, (tx) => lockApplicable(tx, input));
  const applied = await commandTransaction(app, async (tx) => {
    const { invoice, amountCents } = await lockApplicable(tx, input);
    const { currency } = invoice;
    const id = randomUUID();
    const at = app.clock.now();
    await tx.ledger.post(creditAppliedPosting({ invoiceId, patientId, currency }, id, amountCents, at));
    const use = {
      id,
      kind: 'applied' as const,
      patientId,
      currency,
      amountCents,
      invoiceId,
      staffId: by.actor.id,
      at,
    };
    await tx.credits.addUse({ ...use, method: null, reference: null });
    await syncStatusWithLedger(tx, invoiceId);
    const closing = await askToClose(tx, invoiceId, by);
    await tx.audit.record(by, {
      action: 'apply_credit',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { credit_use_id: id, amount_cents: amountCents, patient_id: patientId },
    });
    return { id, closing };
  });
  if (applied.closing && !isClosing) await closeCheckoutNow(app, applied.closing);
  return applied;
}

async function lockApplicable(
  tx: Stores,
  {
    patientId,
    invoiceId,
    amountCents: requested,
  }: { patientId: string; invoiceId: string; amountCents: number | undefined },
): Promise<{ invoice: LockedInvoice; amountCents: Cents }> {
  const invoice = requireNamed(await tx.invoices.lock(invoiceId), 'invoice', 'invoice_id');
  if (invoice.patientId !== patientId) {
    refuseField('invoice_id', 'other_patient', 'This invoice belongs to another patient.');
  }
  if (!isPayable(invoice.status)) refuse('conflict', 'nothing_owed', 'Nothing is owed on this invoice.');
  const { currency, balanceCents } = invoice;
  const credit = (await tx.credits.lock(patientId, currency)) ?? NO_CREDIT;
  const given = requested === undefined ? undefined : cents(requested);
  if (credit.creditCents > 0 && given !== undefined && given > balanceCents)
    refuseField('amount_cents', 'above_balance', `At most ${formatMoney(balanceCents, currency)} is owed.`);
  requireFreeCredit(credit, given, currency);
  const amountCents = given ?? min(freeCents(credit), balanceCents);
  requireUnreserved(await tx.credits.lots(patientId, currency), amountCents, invoiceId);
  return { invoice, amountCents };
}
