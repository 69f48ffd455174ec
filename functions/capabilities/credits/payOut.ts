/** Paying a patient's credit out at the desk or by transfer. */
import { randomUUID } from 'node:crypto';
import { creditRefundPosting } from '../../domain/corrections.ts';
import type { Currency } from '../../domain/currency.ts';
import { requireUnreserved } from '../../domain/givenBack.ts';
import { refuseMissing } from '../../domain/missing.ts';
import { cents } from '../../domain/money.ts';
import { accountOf, type OfflineMethod } from '../../domain/offlinePayment.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

export type PayOutWish = {
  patientId: string;
  currency: Currency;
  amountCents: number;
  method: OfflineMethod;
  reference: string;
};

/** Refuses `patient_unknown`, `no_credit`, `above_credit`, and `credit_reserved` when a refund or a dispute takes it. */
export async function payOutCredit(app: App, wish: PayOutWish, by: StaffCaller): Promise<Done> {
  const { patientId, currency, method, reference } = wish;
  return commandTransaction(app, async (tx) => {
    const creditCents = await tx.credits.lock(patientId, currency);
    if (creditCents === undefined) refuseMissing('patient');
    if (creditCents === 0) refuse('conflict', 'no_credit', 'The patient has no credit in this currency.');
    const amountCents = cents(wish.amountCents);
    if (amountCents > creditCents) {
      refuseField('amount_cents', 'above_credit', 'This is more credit than there is.');
    }
    requireUnreserved(await tx.credits.lots(patientId, currency), amountCents);
    const id = randomUUID();
    const at = app.clock.now();
    const from = accountOf(method);
    await tx.ledger.post(creditRefundPosting({ patientId, currency }, id, amountCents, from, at));
    const use = { id, kind: 'refunded' as const, patientId, currency, amountCents, method, reference };
    await tx.credits.addUse({ ...use, invoiceId: null, staffId: by.actor.id, at });
    await tx.audit.record(by, {
      action: 'refund_credit',
      targetType: 'patient',
      targetId: patientId,
      details: { credit_use_id: id, amount_cents: amountCents, currency, method },
    });
    return { id };
  });
}
