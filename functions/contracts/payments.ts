/** Payments: taken at the desk, listed, read with what happened to them, and corrected by reversal (decision 8). */
import * as z from 'zod';
import { OFFLINE_METHODS } from '../domain/offline-payment.ts';
import { PAYMENT_METHODS } from '../domain/payment-method.ts';
import * as field from './fields.ts';
import { payment } from './invoices.ts';
import { LIMITS } from './limits.ts';
import { file, route } from './route.ts';

/** A payment in a list, with whom and what it is for. */
export const listedPayment = payment.extend({
  invoice_id: field.id,
  invoice_number: z.string(),
  patient_id: field.id,
  patient_name: z.string(),
  /** What Stripe kept of it; null until Stripe has settled it, and for money that did not come through Stripe. */
  fee_cents: field.moneyCents.nullable(),
  /** The currency of the fee: that of Stripe's balance, which may be another than the payment's. */
  fee_currency: z.string().nullable(),
  /** What the payment became in that currency, and at which rate of the smallest units, where Stripe converted it. */
  settled_cents: field.moneyCents.nullable(),
  exchange_rate: z.number().nullable(),
});
export type ListedPayment = z.output<typeof listedPayment>;

export const paymentDetail = listedPayment.extend({
  /** What it settles, invoice by invoice, with what is owed there now; a reversed payment keeps what it was for. */
  allocations: z.array(
    z.object({
      invoice_id: field.id,
      invoice_number: z.string(),
      amount_cents: field.moneyCents,
      balance_cents: field.moneyCents,
    }),
  ),
  /** What it left as the patient’s credit. */
  credit_cents: field.moneyCents,
  reversal_reason: z.string().nullable(),
  /** What can still be refunded, and why nothing can. */
  refundable_cents: field.moneyCents,
  not_refundable: z.object({ code: z.string(), detail: z.string() }).nullable(),
  timeline: field.timeline,
});
export type PaymentDetail = z.output<typeof paymentDetail>;

export const payments = {
  record: route({
    name: 'payments-record',
    method: 'POST',
    path: 'v1/invoices/{id}/payments',
    who: 'payments.record',
    summary: 'Record money taken outside Stripe; what is more than the debt becomes the patient’s credit',
    input: z.strictObject({
      id: field.id,
      amount_cents: field.positiveCents,
      method: z.enum(OFFLINE_METHODS),
      reference: field.text(LIMITS.reference).optional(),
      /** The clinic's day; today when left out. */
      received_on: field.day.optional(),
    }),
    reply: paymentDetail,
    status: 201,
    idempotent: true,
  }),
  reverse: route({
    name: 'payments-reverse',
    method: 'POST',
    path: 'v1/payments/{payment_id}/reverse',
    who: 'payments.reverse',
    proof: 'request',
    summary: 'Take back a payment that was recorded by mistake; it stays in sight',
    input: z.strictObject({ payment_id: field.id, reason: field.lines(LIMITS.reason) }),
    reply: paymentDetail,
    status: 200,
    idempotent: true,
  }),
  move: route({
    name: 'payments-move',
    method: 'POST',
    path: 'v1/payments/{payment_id}/move',
    who: 'payments.reverse',
    proof: 'request',
    summary: 'Let a part of a payment settle another invoice of the same patient, with a reason',
    input: z.strictObject({
      payment_id: field.id,
      from_invoice_id: field.id,
      to_invoice_id: field.id,
      amount_cents: field.positiveCents,
      reason: field.lines(LIMITS.reason),
    }),
    reply: paymentDetail,
    status: 200,
    idempotent: true,
  }),
  list: route({
    name: 'payments-list',
    method: 'GET',
    path: 'v1/payments',
    who: 'payments.read',
    audits: 'payment',
    summary: 'Payments, newest first; `from` and `to` are the clinic’s days of receipt',
    input: z.strictObject({
      status: z.enum(['succeeded', 'failed', 'refunded', 'reversed']).optional(),
      method: z.enum(PAYMENT_METHODS).optional(),
      patient_id: field.id.optional(),
      from: field.day.optional(),
      to: field.day.optional(),
      /** Part of the patient's name, of the invoice's or receipt's number or of the reference; Stripe's id in full. */
      query: field.searchText(LIMITS.search).optional(),
      ...field.page,
    }),
    reply: field.pageOf(listedPayment),
    status: 200,
  }),
  get: route({
    name: 'payments-get',
    method: 'GET',
    path: 'v1/payments/{id}',
    who: 'payments.read',
    summary: 'One payment with all that happened to it',
    input: z.strictObject({ id: field.id }),
    reply: paymentDetail,
    status: 200,
    audits: 'payment',
  }),
  receipt: route({
    name: 'payments-receipt',
    method: 'GET',
    path: 'v1/payments/{id}/receipt',
    who: 'payments.read',
    summary: 'The receipt of one payment as a tagged PDF',
    input: z.strictObject({ id: field.id }),
    reply: file,
    file: 'application/pdf',
    status: 200,
    audits: 'payment',
  }),
};
