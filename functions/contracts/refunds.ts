/** Refunds: asked for by one, approved by another, made at Stripe (decisions 9 and 31). */
import * as z from 'zod';
import { REFUND_EFFECTS, REFUND_REASONS, REFUND_STATUSES } from '../domain/refund.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { file, route } from './route.ts';

export const refund = z.object({
  id: field.id,
  payment_id: field.id,
  invoice_id: field.id,
  invoice_number: z.string().nullable(),
  patient_id: field.id,
  patient_name: z.string(),
  amount_cents: field.moneyCents,
  currency: field.currency,
  status: z.enum(REFUND_STATUSES),
  reason: z.enum(REFUND_REASONS),
  note: z.string().nullable(),
  effect: z.enum(REFUND_EFFECTS),
  /** What to know before approving: "fraudulent" blocks the payer at Stripe. */
  warning: z.string().nullable(),
  /** Why it cannot be approved now: disputed, or its money went back another way. Null when it can, or was sent. */
  not_approvable: z.object({ code: z.string(), detail: z.string() }).nullable(),
  /** What its invoice took and has given back; null once it was sent or decided against. */
  given_back: z
    .object({
      taken_cents: field.moneyCents,
      refunded_cents: field.moneyCents,
      disputed_cents: field.moneyCents,
      /** Credit of the invoice that was applied to another invoice or paid out. */
      credit_used_cents: field.moneyCents,
      /** Credit of the invoice that the patient still has. */
      credit_held_cents: field.moneyCents,
      /** What refunds can still give back, those in progress included. */
      left_cents: field.moneyCents,
    })
    .nullable(),
  /** From which invoices it is taken: newest allocation first unless chosen. */
  parts: z.array(
    z.object({ invoice_id: field.id, invoice_number: z.string().nullable(), amount_cents: field.moneyCents }),
  ),
  /** Made at Stripe's dashboard, past the approval here. */
  outside_approval: z.boolean(),
  self_approved: z.boolean(),
  requested_by: field.id.nullable(),
  requested_by_name: z.string().nullable(),
  decided_by: field.id.nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: field.instant.nullable(),
  decision_reason: z.string().nullable(),
  stripe_refund_id: z.string().nullable(),
  failure_reason: z.string().nullable(),
  settled_at: field.instant.nullable(),
  created_at: field.instant,
});
export type Refund = z.output<typeof refund>;

export const paymentRefund = {
  refund: route({
    name: 'payments-refund',
    method: 'POST',
    path: 'v1/payments/{payment_id}/refund',
    who: 'refunds.request',
    summary: 'Ask for a refund of a payment, or of a part of it; an admin approves it',
    input: z.strictObject({
      payment_id: field.id,
      /** All that is left of the payment when not given. */
      amount_cents: field.positiveCents.optional(),
      reason: z.enum(REFUND_REASONS),
      note: field.lines(LIMITS.refundNote).nullable().optional(),
      /** `credit`: the service is taken back. `reopen`: the patient owes it again. */
      effect: z.enum(REFUND_EFFECTS),
      /** What is refunded of which invoice; when left out, newest allocation first. It comes to `amount_cents`. */
      invoices: z
        .array(z.strictObject({ invoice_id: field.id, amount_cents: field.positiveCents }))
        .min(1)
        .max(LIMITS.allocations)
        .optional(),
    }),
    reply: refund,
    status: 202,
    idempotent: true,
  }),
};

export const refunds = {
  approve: route({
    name: 'refunds-approve',
    method: 'POST',
    path: 'v1/refunds/{id}/approve',
    who: 'refunds.decide',
    proof: 'request',
    summary: 'Approve a refund that another member of staff requested; the queue sends it at once',
    input: z.strictObject({ id: field.id }),
    reply: refund,
    status: 200,
    idempotent: true,
  }),
  reject: route({
    name: 'refunds-reject',
    method: 'POST',
    path: 'v1/refunds/{id}/reject',
    who: 'refunds.decide',
    summary: 'Reject a refund, with a reason',
    input: z.strictObject({ id: field.id, reason: field.lines(LIMITS.reason) }),
    reply: refund,
    status: 200,
    idempotent: true,
  }),
  switchEffect: route({
    name: 'refunds-switch-effect',
    method: 'POST',
    path: 'v1/refunds/{id}/effect',
    who: 'refunds.decide',
    proof: 'request',
    summary: 'Switch what a refund made at Stripe does to its invoice, with a reason',
    input: z.strictObject({
      id: field.id,
      /** `credit`: the patient owes nothing for it. `reopen`: the patient owes it again. */
      effect: z.enum(REFUND_EFFECTS),
      reason: field.lines(LIMITS.reason),
    }),
    reply: refund,
    status: 200,
    idempotent: true,
  }),
  list: route({
    name: 'refunds-list',
    method: 'GET',
    path: 'v1/refunds',
    who: 'payments.read',
    audits: 'refund',
    summary: 'Refunds, newest first',
    input: z.strictObject({
      status: z.enum(REFUND_STATUSES).optional(),
      payment_id: field.id.optional(),
      invoice_id: field.id.optional(),
      outside_approval: z.stringbool().optional(),
      ...field.page,
    }),
    reply: field.pageOf(refund),
    status: 200,
  }),
  get: route({
    name: 'refunds-get',
    method: 'GET',
    path: 'v1/refunds/{id}',
    who: 'payments.read',
    summary: 'One refund',
    input: z.strictObject({ id: field.id }),
    reply: refund,
    status: 200,
    audits: 'refund',
  }),
  pdf: route({
    name: 'refunds-pdf',
    method: 'GET',
    path: 'v1/refunds/{id}/pdf',
    who: 'payments.read',
    audits: 'refund',
    summary: 'The confirmation of a refund that has succeeded, as PDF',
    input: z.strictObject({ id: field.id }),
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
};
