/** Disputes: what the payer's bank takes back, until when to answer, and who bears it when it is lost. */
import * as z from 'zod';
import { DISPUTE_OUTCOMES, DISPUTE_STAGES } from '../domain/dispute.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

export const dispute = z.object({
  id: field.id,
  stripe_dispute_id: z.string(),
  payment_id: field.id,
  invoice_id: field.id,
  invoice_number: z.string().nullable(),
  patient_id: field.id,
  patient_name: z.string(),
  amount_cents: field.moneyCents,
  currency: field.currency,
  reason: z.string(),
  /** Stripe's own word. */
  status: z.string(),
  /** The bank only asks; no money has moved. */
  is_inquiry: z.boolean(),
  needs_response: z.boolean(),
  is_charge_refundable: z.boolean(),
  /** Until when Stripe takes evidence, at its dashboard. */
  evidence_due_at: field.instant.nullable(),
  withdrawn_cents: field.moneyCents,
  reinstated_cents: field.moneyCents,
  fee_cents: field.moneyCents,
  /** That of Stripe's balance; null without a fee. */
  fee_currency: z.string().nullable(),
  /** Lost, and not resolved yet. */
  needs_decision: z.boolean(),
  outcome: z.enum(DISPUTE_OUTCOMES).nullable(),
  decided_by: field.id.nullable(),
  decided_by_name: z.string().nullable(),
  decided_at: field.instant.nullable(),
  opened_at: field.instant,
});
export type Dispute = z.output<typeof dispute>;

export const disputes = {
  list: route({
    name: 'disputes-list',
    method: 'GET',
    path: 'v1/disputes',
    who: 'payments.read',
    audits: 'dispute',
    summary: 'Disputes and inquiries, newest first',
    input: z.strictObject({
      stage: z.enum(DISPUTE_STAGES).optional(),
      payment_id: field.id.optional(),
      invoice_id: field.id.optional(),
      ...field.page,
    }),
    reply: field.pageOf(dispute),
    status: 200,
  }),
  get: route({
    name: 'disputes-get',
    method: 'GET',
    path: 'v1/disputes/{id}',
    who: 'payments.read',
    summary: 'One dispute',
    input: z.strictObject({ id: field.id }),
    reply: dispute,
    status: 200,
    audits: 'dispute',
  }),
  decide: route({
    name: 'disputes-decide',
    method: 'POST',
    path: 'v1/disputes/{id}/decide',
    who: 'disputes.decide',
    summary: 'Say who bears a lost dispute: the patient owes it again, or the clinic absorbs it',
    input: z.strictObject({ id: field.id, outcome: z.enum(DISPUTE_OUTCOMES) }),
    reply: dispute,
    status: 200,
    idempotent: true,
  }),
};
