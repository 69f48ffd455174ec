/** Moving the due date of an issued invoice, with a reason that stays in its history. */
import { type Day, dayIn } from '../../domain/calendar.ts';
import { isPayable } from '../../domain/invoice.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';

/** Refuses `invoice_unknown`, `nothing_owed`, `invoice_under_plan`, and a day that is the same or before the invoice was issued. */
export async function moveDueDate(
  app: App,
  input: { invoiceId: string; dueOn: Day; reason: string },
  by: StaffCaller,
): Promise<Done> {
  const { invoiceId, dueOn, reason } = input;
  return commandTransaction(app, async (tx) => {
    const invoice = await tx.invoices.require(invoiceId);
    if (!isPayable(invoice.status) || !invoice.issuedAt) {
      return refuse(
        'conflict',
        'nothing_owed',
        'The due date can be changed only while the invoice is open.',
      );
    }
    if (await tx.paymentPlans.ofInvoice(invoiceId)) {
      return refuse(
        'conflict',
        'invoice_under_plan',
        'This invoice is under a payment plan. Change or cancel the plan instead.',
      );
    }
    const { timeZone } = app.clinic;
    if (dueOn === invoice.dueOn)
      refuseField('due_date', 'unchanged', 'The invoice is already due on this date.');
    if (dueOn < dayIn(timeZone, invoice.issuedAt)) {
      refuseField('due_date', 'before_issue', 'The invoice was issued after this date.');
    }
    const at = app.clock.now();
    await tx.corrections.addDueDateChange({
      invoiceId,
      from: invoice.dueOn,
      to: dueOn,
      reason,
      staffId: by.actor.id,
      at,
    });
    await tx.invoices.moveDueDate(invoiceId, dueOn);
    await tx.audit.record(by, {
      action: 'move_due_date',
      targetType: 'invoice',
      targetId: invoiceId,
      details: { from: invoice.dueOn, to: dueOn, reason },
    });
    return { id: invoiceId };
  });
}
