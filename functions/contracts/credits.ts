/** What patients have as credit: the work list of surplus money, and its two uses (decision 7). */
import * as z from 'zod';
import { OFFLINE_METHODS } from '../domain/offlinePayment.ts';
import * as field from './fields.ts';
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
    summary: 'Pay credit out to the patient, outside Stripe',
    input: z.strictObject({
      id: field.id,
      amount_cents: field.positiveCents,
      currency: field.currency.optional(),
      method: z.enum(OFFLINE_METHODS),
      reference: field.text(140),
    }),
    reply: creditUse,
    status: 201,
    idempotent: true,
  }),
};
