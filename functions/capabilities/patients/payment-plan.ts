/** Agreeing on a payment plan over open invoices of one patient and currency. */
import { randomUUID } from 'node:crypto';
import { isPayable } from '../../domain/invoice.ts';
import type { Cents } from '../../domain/money.ts';
import { requireFound, requireNamed } from '../../domain/not-found.ts';
import { must, refuseField } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import { billPlanFee } from '../payment-plans/fee.ts';
import { recordPlan } from '../payment-plans/record.ts';
import { agreeOnVersion, type ScheduleInput } from '../payment-plans/schedule.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';

export type PaymentPlanInput = ScheduleInput & {
  patientId: string;
  invoiceIds: readonly string[];
  feeCents: Cents;
};

/**
 * Plans what is owed on the invoices. Refuses `patient_unknown`, and with the field: an invoice that is unknown, of another
 * patient or currency, not open or under another plan, and a schedule that does not fit the debt.
 */
export async function agreeOnPaymentPlan(app: App, input: PaymentPlanInput, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const invoices = await lockPlannable(tx, input);
    const { currency } = requireFound(invoices[0], 'invoice');
    const plan = { id: randomUUID(), patientId: input.patientId, currency };
    await tx.paymentPlans.add({ ...plan, staffId: by.actor.id, at: app.clock.now() });
    for (const { id, dueOn } of invoices) {
      const path = `invoice_ids.${input.invoiceIds.indexOf(id)}`;
      if (!(await tx.paymentPlans.cover(plan.id, id, dueOn)))
        refuseField(path, 'under_plan', 'This invoice is already under a payment plan.');
    }
    const fee = input.feeCents > 0 ? await coverFee({ app, tx, by }, plan, input.feeCents) : undefined;
    const stored = await tx.paymentPlans.covered(plan.id);
    await agreeOnVersion({ app, tx, by }, { plan, version: 1, reason: null, invoices: stored, fee }, input);
    await recordPlan(tx, by, plan, { action: 'agree_payment_plan' });
    return { id: plan.id };
  });
}

async function coverFee(
  context: { app: App; tx: Stores; by: StaffCaller },
  plan: { id: string; patientId: string; currency: LockedInvoice['currency'] },
  amountCents: Cents,
) {
  const { tx } = context;
  const invoiceId = await billPlanFee(context, plan, amountCents);
  const { dueOn } = await tx.invoices.require(invoiceId);
  must(await tx.paymentPlans.cover(plan.id, invoiceId, dueOn), 'a new invoice is under no plan');
  return { invoiceId, amountCents };
}

/** The invoices under lock, in one order for everybody. */
async function lockPlannable(
  tx: Stores,
  { patientId, invoiceIds }: PaymentPlanInput,
): Promise<LockedInvoice[]> {
  requireFound(await tx.patients.get(patientId), 'patient');
  const locked = new Map<string, LockedInvoice | undefined>();
  for (const id of [...new Set(invoiceIds)].sort()) locked.set(id, await tx.invoices.lock(id));
  if (locked.size < invoiceIds.length) refuseField('invoice_ids', 'repeated', 'Name each invoice once.');
  let currency: string | undefined;
  return invoiceIds.map((id, index) => {
    const path = `invoice_ids.${index}`;
    const invoice = requireNamed(locked.get(id), 'invoice', path);
    if (invoice.patientId !== patientId)
      refuseField(path, 'other_patient', 'This invoice belongs to another patient.');
    currency ??= invoice.currency;
    if (invoice.currency !== currency)
      refuseField(path, 'other_currency', 'All invoices of a payment plan must have one currency.');
    if (!isPayable(invoice.status))
      refuseField(
        path,
        'nothing_owed',
        'A payment plan covers only issued invoices on which something is owed.',
      );
    return invoice;
  });
}
