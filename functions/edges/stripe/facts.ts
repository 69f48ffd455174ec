/** Reading what an event says, from its snapshot: success is final, so nothing needs to be asked again. */
import * as z from 'zod';
import type { StripeEventRecord } from '../../capabilities/ports.ts';
import type { StripeFact, StripeMoney } from '../../domain/stripeFact.ts';

const idOrObject = z.union([z.string(), z.looseObject({ id: z.string() }).transform((object) => object.id)]);
const metadata = z.record(z.string(), z.string()).nullish();

const session = z.object({
  id: z.string(),
  mode: z.string().optional(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: idOrObject.nullish(),
  amount_total: z.int().nullish(),
  currency: z.string().nullish(),
  client_reference_id: z.string().nullish(),
  metadata,
});
const paymentIntent = z.object({
  id: z.string(),
  amount: z.int(),
  amount_received: z.int().optional(),
  currency: z.string(),
  latest_charge: idOrObject.nullish(),
  last_payment_error: z.looseObject({ message: z.string().nullish() }).nullish(),
  metadata,
});
const charge = z.object({
  id: z.string(),
  amount: z.int(),
  amount_captured: z.int().optional(),
  currency: z.string(),
  payment_intent: idOrObject.nullish(),
  payment_method_details: z.looseObject({ type: z.string() }).nullish(),
  metadata,
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uuidOrNull = (text: string | null | undefined): string | null =>
  text && UUID.test(text) ? text : null;

const named = (given: z.output<typeof metadata>) => ({
  invoiceId: uuidOrNull(given?.invoice_id),
  clinicId: given?.clinic_id ?? null,
});

/** What the event means for the clinic; `not_understood` when it is of a kind that matters and lacks what it needs. */
export function readFact(event: StripeEventRecord): StripeFact {
  const read = READERS[event.type];
  if (!read) return { fact: 'of_no_interest' };
  try {
    const { data } = JSON.parse(event.payload) as { data: { object: unknown } };
    return read(data.object, event.createdAt);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : String(error);
    return { fact: 'not_understood', why: `not_understood: ${why}` };
  }
}

type Reader = (object: unknown, at: Date) => StripeFact;

const sessionPaid: Reader = (object, at) => {
  const read = session.parse(object);
  if (read.payment_status !== 'paid') return { fact: 'checkout_finished', sessionId: read.id };
  if (!read.payment_intent || read.amount_total == null || !read.currency) {
    return { fact: 'not_understood', why: 'paid_without_payment_intent' };
  }
  const names = named(read.metadata);
  return {
    fact: 'payment_succeeded',
    money: {
      ...names,
      invoiceId: names.invoiceId ?? uuidOrNull(read.client_reference_id),
      paymentIntentId: read.payment_intent,
      chargeId: null,
      sessionId: read.id,
      amountCents: read.amount_total,
      currency: read.currency,
      method: 'online',
      at,
    },
  };
};

const intentMoney = (read: z.output<typeof paymentIntent>, at: Date): StripeMoney => ({
  ...named(read.metadata),
  paymentIntentId: read.id,
  chargeId: read.latest_charge ?? null,
  sessionId: null,
  amountCents: read.amount_received || read.amount,
  currency: read.currency,
  method: 'online',
  at,
});

const READERS: Record<string, Reader | undefined> = {
  'checkout.session.completed': sessionPaid,
  'checkout.session.async_payment_succeeded': sessionPaid,
  'checkout.session.expired': (object) => ({ fact: 'checkout_expired', sessionId: session.parse(object).id }),
  'payment_intent.succeeded': (object, at) => ({
    fact: 'payment_succeeded',
    money: intentMoney(paymentIntent.parse(object), at),
  }),
  'payment_intent.payment_failed': (object, at) => {
    const read = paymentIntent.parse(object);
    return {
      fact: 'payment_failed',
      money: { ...intentMoney(read, at), amountCents: read.amount },
      message: read.last_payment_error?.message ?? 'The payment was not accepted.',
    };
  },
  'charge.succeeded': (object, at) => {
    const read = charge.parse(object);
    // A charge without a payment intent was not made by a page of ours.
    if (!read.payment_intent) return { fact: 'of_no_interest' };
    return {
      fact: 'payment_succeeded',
      money: {
        ...named(read.metadata),
        paymentIntentId: read.payment_intent,
        chargeId: read.id,
        sessionId: null,
        amountCents: read.amount_captured ?? read.amount,
        currency: read.currency,
        method: methodOf(read.payment_method_details?.type),
        at,
      },
    };
  },
};

const methodOf = (type: string | undefined): StripeMoney['method'] =>
  type === 'card'
    ? 'card'
    : type?.endsWith('debit') || type?.endsWith('bank_account')
      ? 'bank_debit'
      : 'online';
