/** Paying a patient's credit out at the desk or by transfer; above the clinic's limit it is requested. */
import { randomUUID } from 'node:crypto';
import { creditRefundPosting } from '../../domain/corrections.ts';
import { countedSince, needsApproval, requireFreeCredit } from '../../domain/credit-payout.ts';
import type { Currency } from '../../domain/currency.ts';
import { requireUnreserved } from '../../domain/given-back.ts';
import { type Cents, cents } from '../../domain/money.ts';
import { requireFound } from '../../domain/not-found.ts';
import { accountOf, type OfflineMethod } from '../../domain/offline-payment.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller, StaffCaller } from '../ports/common.ts';
import type { App, Stores } from '../ports.ts';

export type CreditPayoutInput = {
  patientId: string;
  currency: Currency;
  amountCents: number;
  method: OfflineMethod;
  reference: string;
};

/** What leaves, from whose credit and how. */
export type CreditPayoutOrder = Omit<CreditPayoutInput, 'amountCents'> & { id: string; amountCents: Cents };

/**
 * Pays out, or above the clinic's limit reserves the credit and requests the approval of another admin. Refuses
 * `patient_unknown`, `no_credit`, `above_credit`, and `credit_reserved` when a refund, a dispute or another pay-out takes it.
 */
export async function payOutCredit(app: App, input: CreditPayoutInput, by: StaffCaller): Promise<Done> {
  const { patientId, currency } = input;
  return commandTransaction(app, async (tx) => {
    const order = { ...input, id: randomUUID(), amountCents: cents(input.amountCents) };
    await requirePayable(tx, order);
    const at = app.clock.now();
    const earlierCents = await tx.creditPayouts.unapprovedCents(patientId, currency, countedSince(at));
    if (needsApproval(order.amountCents, earlierCents, await tx.creditPayouts.limit(at))) {
      await tx.creditPayouts.add(order, by.actor.id, at);
      await recordPayout(tx, by, { action: 'request_credit_payout' }, order);
    } else {
      await bookPayout(tx, order, by.actor.id, at);
      await recordPayout(tx, by, { action: 'refund_credit' }, order);
    }
    return { id: order.id };
  });
}

/** The patient's credit is locked, and enough of it is free. */
export async function requirePayable(tx: Stores, order: CreditPayoutOrder): Promise<void> {
  const { patientId, currency, amountCents } = order;
  const credit = requireFound(await tx.credits.lock(patientId, currency), 'patient');
  requireFreeCredit(credit, amountCents, currency);
  requireUnreserved(await tx.credits.lots(patientId, currency), amountCents);
}

/** Books the pay-out under its own id. */
export async function bookPayout(
  tx: Stores,
  order: CreditPayoutOrder,
  staffId: string,
  at: Date,
): Promise<void> {
  const { id, patientId, currency, amountCents, method, reference } = order;
  const paid = { useId: id, amountCents, from: accountOf(method) };
  await tx.ledger.post(creditRefundPosting({ patientId, currency }, paid, at));
  const use = { id, kind: 'refunded' as const, patientId, currency, amountCents, method, reference };
  await tx.credits.addUse({ ...use, invoiceId: null, staffId, at });
}

/** The audit row of one step of a pay-out, at its patient. */
export const recordPayout = (
  tx: Stores,
  by: Caller,
  { action, ...more }: { action: string } & Record<string, unknown>,
  order: CreditPayoutOrder,
): Promise<void> =>
  tx.audit.record(by, {
    action,
    targetType: 'patient',
    targetId: order.patientId,
    details: {
      credit_use_id: order.id,
      amount_cents: order.amountCents,
      currency: order.currency,
      method: order.method,
      ...more,
    },
  });
