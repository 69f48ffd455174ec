/** Asking for a refund: nothing moves before another person approves it (decision 9). */
import type { Allocation } from '../../domain/allocation.ts';
import { cents } from '../../domain/money.ts';
import { requireFound } from '../../domain/not-found.ts';
import { refundableParts, requireChosenParts, takeNewestFirst } from '../../domain/payment-part.ts';
import { type RefundEffect, type RefundReason, requireRefundable } from '../../domain/refund.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { App } from '../ports.ts';
import { lockRefundable } from '../refunds/lock.ts';

export type RefundInput = {
  paymentId: string;
  /** All that is left of the payment when not given. */
  amountCents: number | undefined;
  reason: RefundReason;
  note: string | null;
  effect: RefundEffect;
  /** From which invoices; newest allocation first when not given. */
  parts?: readonly Allocation[] | undefined;
};

/**
 * Writes the request down. Refuses `payment_unknown` (404), `payment_failed`, `payment_not_online`, `payment_disputed`,
 * `nothing_to_refund`, `invoice_given_back` (409) `refund_above_payment`
 * (422), and chosen invoices as `requireChosenParts`.
 */
export async function requestRefund(app: App, input: RefundInput, by: StaffCaller): Promise<Done> {
  return commandTransaction(app, async (tx) => {
    const payment = requireFound(await lockRefundable(tx, input.paymentId), 'payment');
    const amountCents = requireRefundable(
      payment,
      input.amountCents === undefined ? undefined : cents(input.amountCents),
    );
    const { paymentId, reason, note, effect } = input;
    const left = refundableParts(payment.parts);
    if (input.parts) requireChosenParts(input.parts, left, amountCents, payment.currency);
    const parts = input.parts ?? takeNewestFirst(left, payment.invoiceId, amountCents);
    const id = await tx.refunds.add({
      paymentId,
      amountCents,
      reason,
      note,
      effect,
      requestedBy: by.actor.id,
      parts,
    });
    await tx.audit.record(by, {
      action: 'request_refund',
      targetType: 'refund',
      targetId: id,
      details: {
        payment_id: paymentId,
        invoice_id: payment.invoiceId,
        amount_cents: amountCents,
        reason,
        effect,
        ...(parts.length > 1 && { invoices: parts.length }),
      },
    });
    return { id };
  });
}
