/** What patients have as credit: the work list of surplus money, and its two uses (decision 7). */
import * as z from 'zod';
import { CREDIT_PAYOUT_STATUSES } from '../domain/credit-payout.ts';
import { OFFLINE_METHODS } from '../domain/offline-payment.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

export const creditUse = z.object({
  id: field.id,
  kind: z.enum(['applied', 'refunded']),
  patient_id: field.id,
  currency: field.currency,
  amount_cents: field.moneyCents,
  invoice_id: field.id.nullable(),
  method: z.enum(OFFLINE_METHODS).nullable(),
  reference: z.string().nullable(),
  used_at: field.instant,
});
export type CreditUse = z.output<typeof creditUse>;

/** Credit paid out to a patient; above the clinic's limit another admin approves it first. */
export const creditPayout = z.object({
  id: field.id,
  kind: z.literal('refunded'),
  /** `requested`: pending the approval of another admin; the credit is reserved, and nothing was paid. */
  status: z.enum(CREDIT_PAYOUT_STATUSES),
  patient_id: field.id,
  patient_name: z.string(),
  currency: field.currency,
  amount_cents: field.moneyCents,
  invoice_id: z.null(),
  method: z.enum(OFFLINE_METHODS),
  reference: z.string(),
  requested_by: field.id,
  requested_by_name: z.string(),
  requested_at: field.instant,
  decided_by: field.id.nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: field.instant.nullable(),
  decision_reason: z.string().nullable(),
  /** The clinic's only admin approved their own request. */
  self_approved: z.boolean(),
  /** When it was paid out. */
  used_at: field.instant.nullable(),
});
export type CreditPayout = z.output<typeof creditPayout>;

export const credits = {
  list: route({
    name: 'credits-list',
    method: 'GET',
    path: 'v1/credits',
    who: 'payments.read',
    audits: 'credit',
    summary: 'Patients with credit, the most first: apply or refund it',
    input: z.strictObject(field.page),
    reply: field.pageOf(
      z.object({
        patient_id: field.id,
        patient_name: z.string(),
        currency: field.currency,
        credit_cents: field.moneyCents,
        /** Of the credit, what pay-outs that are pending approval reserve. */
        reserved_cents: field.moneyCents,
        balance_cents: field.moneyCents,
      }),
    ),
    status: 200,
  }),
  apply: route({
    name: 'patients-credit-apply',
    method: 'POST',
    path: 'v1/patients/{id}/credit/apply',
    who: 'credits.apply',
    summary: 'Pay an invoice out of the patient’s credit, as far as it goes or by a given amount',
    input: z.strictObject({
      id: field.id,
      invoice_id: field.id,
      amount_cents: field.positiveCents.optional(),
    }),
    reply: creditUse,
    status: 201,
    idempotent: true,
  }),
  payOut: route({
    name: 'patients-credit-refund-offline',
    method: 'POST',
    path: 'v1/patients/{id}/credit/refund-offline',
    who: 'credits.pay_out',
    proof: 'request',
    summary:
      'Pay credit out to the patient, outside Stripe; above the clinic’s limit this requests the approval of another admin',
    input: z.strictObject({
      id: field.id,
      amount_cents: field.positiveCents,
      currency: field.currency.optional(),
      method: z.enum(OFFLINE_METHODS),
      reference: field.text(LIMITS.reference),
    }),
    reply: creditPayout,
    status: 201,
    idempotent: true,
  }),
  payouts: route({
    name: 'credit-payouts-list',
    method: 'GET',
    path: 'v1/credit-payouts',
    who: 'payments.read',
    audits: 'credit',
    summary: 'Pay-outs of credit that needed approval, newest first',
    input: z.strictObject({
      status: z.enum(CREDIT_PAYOUT_STATUSES).optional(),
      patient_id: field.id.optional(),
      ...field.page,
    }),
    reply: field.pageOf(creditPayout),
    status: 200,
  }),
  payout: route({
    name: 'credit-payouts-get',
    method: 'GET',
    path: 'v1/credit-payouts/{id}',
    who: 'payments.read',
    audits: 'credit',
    summary: 'One pay-out of credit',
    input: z.strictObject({ id: field.id }),
    reply: creditPayout,
    status: 200,
  }),
  approvePayout: route({
    name: 'credit-payouts-approve',
    method: 'POST',
    path: 'v1/credit-payouts/{id}/approve',
    who: 'credits.pay_out',
    proof: 'request',
    summary: 'Approve a pay-out of credit that another admin requested; it is booked as paid',
    input: z.strictObject({ id: field.id }),
    reply: creditPayout,
    status: 200,
    idempotent: true,
  }),
  rejectPayout: route({
    name: 'credit-payouts-reject',
    method: 'POST',
    path: 'v1/credit-payouts/{id}/reject',
    who: 'credits.pay_out',
    summary: 'Reject a pay-out of credit, with a reason; the credit is free again',
    input: z.strictObject({ id: field.id, reason: field.lines(LIMITS.reason) }),
    reply: creditPayout,
    status: 200,
    idempotent: true,
  }),
};

export type PatientWithCredit = z.output<typeof credits.list.reply>['data'][number];
