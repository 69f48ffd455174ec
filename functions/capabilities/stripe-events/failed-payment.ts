/** Recording that a payment was tried and failed, so that staff can help the patient. */
import { cents } from '../../domain/money.ts';
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import type { EventContext, EventOutcome } from './outcome.ts';
import { resolveInvoice } from './resolve-invoice.ts';

/** A failure that comes after the success of the same payment intent changes nothing. */
export async function applyFailedPayment(
  on: EventContext,
  money: StripeMoney,
  { message, code }: { message: string; code: string | null },
): Promise<EventOutcome> {
  const { app, tx, by, source } = on;
  const found = await resolveInvoice(tx, money, app.clinic.id);
  // Nothing was paid: another clinic's failed attempt is no matter of ours.
  if ('reason' in found && found.reason === 'other_clinic') return { state: 'ignored' };
  if ('reason' in found) return { state: 'quarantined', reason: found.reason };
  if (money.amountCents <= 0) return { state: 'ignored' };
  const { invoice } = found;
  const payment = await tx.payments.recordFailed({
    invoiceId: invoice.id,
    stripePaymentId: money.paymentIntentId,
    stripeChargeId: money.chargeId,
    amountCents: cents(money.amountCents),
    currency: invoice.currency,
    method: money.method,
    receivedAt: money.at,
    rawEvent: source.payload,
    message,
    code,
  });
  if (payment === 'seen') return { state: 'applied' };
  await tx.audit.record(by, {
    action: 'payment_failed',
    targetType: 'invoice',
    targetId: invoice.id,
    details: { payment_id: payment.id, event_id: source.id },
  });
  return { state: 'applied' };
}
