/** Pay-outs of credit that need the approval of another admin. */
import * as z from 'zod';
import { CREDIT_PAYOUT_STATUSES } from '../domain/credit-payout.ts';
import { OFFLINE_METHODS } from '../domain/offline-payment.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

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

export const creditPayouts = {
  list: route({
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
  get: route({
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
  approve: route({
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
  reject: route({
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
