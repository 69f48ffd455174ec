/** Reading Stripe's objects, from an event's snapshot or an answer, into the clinic's words. */
import * as z from 'zod';
import { convertedPart } from '../../domain/dispute.ts';
import { cents } from '../../domain/money.ts';
import { refundStateOf } from '../../domain/refund.ts';
import type {
  BalanceTransaction,
  DisputeMovement,
  StripeCharge,
  StripeDispute,
  StripeMoney,
  StripePaymentIds,
  StripePayout,
  StripeRefund,
} from '../../domain/stripe-notification.ts';
import { isUuid } from '../../domain/uuid.ts';

const idOrObject = z.union([z.string(), z.looseObject({ id: z.string() }).transform((object) => object.id)]);
/** Seconds since 1970, up to the last day that the database has. */
const seconds = z.int().min(0).max(253_402_300_799);
const metadata = z.record(z.string(), z.string()).nullish();

/** Eight digits in the currency's smallest unit: Stripe charges no more. */
const amount = z.int().max(99_999_999);

const session = z.object({
  id: z.string(),
  mode: z.string().optional(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: idOrObject.nullish(),
  amount_total: amount.nullish(),
  currency: z.string().nullish(),
  client_reference_id: z.string().nullish(),
  metadata,
});
const paymentIntent = z.object({
  id: z.string(),
  status: z.string().optional(),
  amount,
  amount_received: amount.optional(),
  currency: z.string(),
  latest_charge: idOrObject.nullish(),
  last_payment_error: z
    .looseObject({
      message: z.string().nullish(),
      code: z.string().nullish(),
      decline_code: z.string().nullish(),
    })
    .nullish(),
  metadata,
});
const charge = z.object({
  id: z.string(),
  status: z.enum(['pending', 'succeeded', 'failed']).optional(),
  amount,
  amount_captured: amount.optional(),
  amount_refunded: amount.optional(),
  balance_transaction: idOrObject.nullish(),
  currency: z.string(),
  payment_intent: idOrObject.nullish(),
  payment_method_details: z.looseObject({ type: z.string() }).nullish(),
  metadata,
});
const refund = z.object({
  id: z.string(),
  amount: amount.positive(),
  currency: z.string(),
  charge: idOrObject.nullish(),
  payment_intent: idOrObject.nullish(),
  status: z.string().nullish(),
  reason: z.string().nullish(),
  failure_reason: z.string().nullish(),
  metadata,
});
const balanceTransaction = z.object({
  id: z.string(),
  type: z.string(),
  reporting_category: z.string(),
  source: idOrObject.nullish(),
  amount: z.int(),
  fee: z.int(),
  net: z.int(),
  currency: z.string(),
  exchange_rate: z.number().positive().nullish(),
  created: seconds,
  available_on: seconds,
});
const movement = balanceTransaction.pick({ id: true, amount: true, fee: true }).loose();
const dispute = z.object({
  id: z.string(),
  amount: amount.positive(),
  currency: z.string(),
  charge: idOrObject.nullish(),
  payment_intent: idOrObject.nullish(),
  reason: z.string(),
  status: z.string(),
  is_charge_refundable: z.boolean(),
  evidence_details: z.looseObject({ due_by: seconds.nullish() }).nullish(),
  balance_transactions: z.array(movement).default([]),
  created: seconds,
});
const fraudWarning = z.object({
  actionable: z.boolean(),
  charge: idOrObject,
  payment_intent: idOrObject.nullish(),
});
const payout = z.object({
  id: z.string(),
  amount: z.int(),
  currency: z.string(),
  status: z.string(),
  failure_message: z.string().nullish(),
  arrival_date: seconds,
  reconciliation_status: z.string().nullish(),
  automatic: z.boolean().default(true),
  created: seconds,
});

/** Our id, or nothing when it is not one of ours. */
export const uuidOrNull = (text: string | null | undefined): string | null =>
  text && isUuid(text) ? text : null;
const instant = (seconds: number): Date => new Date(seconds * 1000);

const named = (given: z.output<typeof metadata>) => ({
  invoiceId: uuidOrNull(given?.invoice_id),
  clinicId: given?.clinic_id ?? null,
  checkoutId: uuidOrNull(given?.checkout_id),
});

const namesTwo = (one: string | null | undefined, other: string | null | undefined): boolean =>
  Boolean(one && other && one !== other);

/** A checkout session; its money, when it is paid. Throws ZodError when it is no session. */
export function readSession(object: unknown, at: Date): { id: string; money: StripeMoney | 'unpaid' | null } {
  const read = session.parse(object);
  if (read.payment_status !== 'paid') return { id: read.id, money: 'unpaid' };
  if (!read.payment_intent || read.amount_total == null || !read.currency)
    return { id: read.id, money: null };
  const names = named(read.metadata);
  const money: StripeMoney = {
    ...names,
    invoiceId: names.invoiceId ?? uuidOrNull(read.client_reference_id),
    namesTwo: namesTwo(read.metadata?.invoice_id, read.client_reference_id),
    paymentIntentId: read.payment_intent,
    chargeId: null,
    sessionId: read.id,
    amountCents: read.amount_total,
    currency: read.currency,
    method: 'online',
    at,
  };
  return { id: read.id, money };
}

/** A payment intent with the money that it is about, and why it failed last. */
export function readIntent(object: unknown, at: Date) {
  const read = paymentIntent.parse(object);
  const money: StripeMoney = {
    ...named(read.metadata),
    paymentIntentId: read.id,
    chargeId: read.latest_charge ?? null,
    sessionId: null,
    amountCents: read.amount_received || read.amount,
    currency: read.currency,
    method: 'online',
    at,
  };
  return {
    money,
    wantedCents: read.amount,
    succeeded: read.status === 'succeeded',
    failure: read.last_payment_error?.message ?? null,
    failureCode:
      (read.last_payment_error?.decline_code || read.last_payment_error?.code)?.slice(0, 100) || null,
  };
}

export type ReadCharge = {
  money: StripeMoney & { chargeId: string };
  state: StripeCharge['state'];
  /** Its success or failure came, or will come, after Stripe had booked it. */
  isDelayed: boolean;
  refundedCents: number;
  balanceTransactionId: string | null;
};

/** A charge; null when it has no payment intent, and so was not made by a page of ours. */
export function readCharge(object: unknown, at: Date): ReadCharge | null {
  const read = charge.parse(object);
  if (!read.payment_intent) return null;
  const { status = 'succeeded' } = read;
  const money = {
    ...named(read.metadata),
    paymentIntentId: read.payment_intent,
    chargeId: read.id,
    sessionId: null,
    amountCents: status === 'succeeded' ? (read.amount_captured ?? read.amount) : read.amount,
    currency: read.currency,
    method: methodOf(read.payment_method_details?.type),
    at,
  };
  return {
    money,
    state: status,
    isDelayed: status === 'pending' || (status === 'failed' && read.balance_transaction != null),
    refundedCents: read.amount_refunded ?? 0,
    balanceTransactionId: read.balance_transaction ?? null,
  };
}

export function readRefund(object: unknown, at: Date): StripeRefund {
  const read = refund.parse(object);
  return {
    stripeRefundId: read.id,
    ourId: uuidOrNull(read.metadata?.refund_id),
    amountCents: cents(read.amount),
    state: refundStateOf(read.status),
    paymentIntentId: read.payment_intent ?? null,
    chargeId: read.charge ?? null,
    currency: read.currency,
    reason: read.reason ?? null,
    failureReason: read.failure_reason ?? null,
    at,
  };
}

export function readDispute(object: unknown, at: Date): StripeDispute {
  const read = dispute.parse(object);
  return {
    stripeDisputeId: read.id,
    amountCents: read.amount,
    currency: read.currency,
    reason: read.reason,
    status: read.status,
    isChargeRefundable: read.is_charge_refundable,
    evidenceDueAt: read.evidence_details?.due_by ? instant(read.evidence_details.due_by) : null,
    movements: read.balance_transactions.map((entry): DisputeMovement => {
      const whole = balanceTransaction.safeParse(entry);
      const currency = whole.data?.currency ?? read.currency;
      return {
        direction: entry.amount < 0 ? 'withdrawn' : 'reinstated',
        balanceTransactionId: entry.id,
        amountCents:
          currency === read.currency
            ? Math.abs(entry.amount)
            : convertedPart(
                { amountCents: read.amount, currency: read.currency },
                {
                  amountCents: Math.abs(entry.amount),
                  currency,
                  exchangeRate: whole.data?.exchange_rate ?? null,
                },
              ),
        feeCents: entry.fee,
        feeCurrency: currency,
        transaction: whole.success ? transactionOf(whole.data) : null,
      };
    }),
    paymentIntentId: read.payment_intent ?? null,
    chargeId: read.charge ?? null,
    openedAt: instant(read.created),
    at,
  };
}

export function readFraudWarning(object: unknown): { payment: StripePaymentIds; actionable: boolean } {
  const read = fraudWarning.parse(object);
  const payment = { paymentIntentId: read.payment_intent ?? null, chargeId: read.charge };
  return { payment, actionable: read.actionable };
}

export function readPayout(object: unknown, at: Date): StripePayout {
  const read = payout.parse(object);
  return {
    stripePayoutId: read.id,
    amountCents: read.amount,
    currency: read.currency,
    status: read.status,
    failureMessage: read.failure_message ?? null,
    arrivesOn: instant(read.arrival_date).toISOString().slice(0, 10),
    reconciled: read.reconciliation_status === 'completed',
    automatic: read.automatic,
    madeAt: instant(read.created),
    at,
  };
}

export const readBalanceTransaction = (object: unknown): BalanceTransaction =>
  transactionOf(balanceTransaction.parse(object));

function transactionOf(read: z.output<typeof balanceTransaction>): BalanceTransaction {
  return {
    id: read.id,
    type: read.type,
    reportingCategory: read.reporting_category,
    source: read.source ?? null,
    amountCents: read.amount,
    feeCents: read.fee,
    netCents: read.net,
    currency: read.currency,
    exchangeRate: read.exchange_rate ?? null,
    madeAt: instant(read.created),
    availableAt: instant(read.available_on),
  };
}

const methodOf = (type: string | undefined): StripeMoney['method'] =>
  type === 'card'
    ? 'card'
    : type?.endsWith('debit') || type?.endsWith('bank_account')
      ? 'bank_debit'
      : 'online';
