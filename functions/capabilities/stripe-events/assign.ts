/** Booking the money of a quarantined event on the invoice that staff name. */

import { refuseMissing } from '../../domain/not-found.ts';
import { refuse } from '../../domain/refusal.ts';
import type { StripeMoney } from '../../domain/stripe-notification.ts';
import { distrustOf } from '../../domain/stripe-trust.ts';
import { commandTransaction, type Done } from '../command.ts';
import type { Caller } from '../ports/common.ts';
import { StripeFailure } from '../ports/stripe.ts';
import type { App } from '../ports.ts';
import { bookFeesOf } from './apply-one.ts';
import type { EventOutcome } from './outcome.ts';
import { applyPayment } from './payment.ts';

/**
 * Books the payment as Stripe has it now: the event itself is only a hint. Refuses `event_unknown` and `invoice_unknown`
 * (404), `event_not_quarantined`, `event_not_assignable`, `payment_not_at_stripe` and `payment_not_bookable` (409).
 */
export async function assignEvent(app: App, id: string, invoiceNumber: string, by: Caller): Promise<Done> {
  const money = await moneyAtStripe(app, id);
  const invoiceId = await app.db.read.invoices.idOfNumber(invoiceNumber);
  if (!invoiceId) refuse('missing', 'invoice_unknown', 'Invoice not found: check the number.');
  const done = await commandTransaction(app, async (tx): Promise<EventOutcome & { id: string }> => {
    if (!(await tx.events.lockQuarantined(id))) return refuseSettled();
    const names = { invoiceId, clinicId: app.clinic.id, sessionId: null, checkoutId: null, namesTwo: false };
    const named = { ...money, ...names };
    const payload = JSON.stringify({ event: id, assigned: named });
    const applied = await applyPayment({ app, tx, by, source: { id, payload } }, named);
    const payment = await tx.payments.findByStripeIds({
      paymentIntentId: money.paymentIntentId,
      chargeId: null,
    });
    if (applied.state !== 'applied' || !payment) {
      const why = 'reason' in applied ? applied.reason.replaceAll('_', ' ') : applied.state;
      return refuse(
        'conflict',
        'payment_not_bookable',
        `This payment cannot be booked on invoice ${invoiceNumber}: ${why}.`,
      );
    }
    await tx.events.settle({ id }, 'applied', `assigned: ${payment.id}`);
    await tx.audit.record(by, {
      action: 'assign_event',
      targetType: 'stripe_event',
      targetId: id,
      details: { invoice_id: invoiceId, payment_id: payment.id, amount_cents: money.amountCents },
    });
    return { ...applied, id };
  });
  await bookFeesOf(app, [done]);
  return done;
}

async function moneyAtStripe(app: App, id: string): Promise<StripeMoney> {
  if (!(await app.db.read.events.get(id))) refuseMissing('event');
  const [record] = await app.db.read.events.quarantined([id]);
  if (!record) return refuseSettled();
  const notification = app.stripe.parseNotification(record);
  const distrust = distrustOf(app.stripe.readOrigin(record), app.clinic.livemode);
  if (notification.kind !== 'payment_succeeded' || distrust !== undefined) {
    return refuse(
      'conflict',
      'event_not_assignable',
      'Only a payment to this Stripe account can be assigned to an invoice.',
    );
  }
  const { paymentIntentId, chargeId } = notification.money;
  const money = await app.stripe.paymentMoney({ paymentIntentId, chargeId }).catch((error: unknown) => {
    if (!(error instanceof StripeFailure)) throw error;
    return refuse('unavailable', 'stripe_unavailable', 'Stripe does not answer at the moment. Try again.', {
      retryAfterSeconds: 10,
    });
  });
  if (typeof money === 'object') return money;
  return refuse(
    'conflict',
    'payment_not_at_stripe',
    'Stripe has no such payment, so there is no money to book. Mark the event as not ours.',
  );
}

export const refuseSettled = (): never =>
  refuse('conflict', 'event_not_quarantined', 'This event is not quarantined any more.');
