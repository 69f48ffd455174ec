/** The two uses of a patient’s credit: paying an invoice, and paying it out. */
import * as z from 'zod';
import { OFFLINE_METHODS } from '../domain/offline-payment.ts';
import { creditPayout } from './credit-payouts.ts';
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

export const patientCredit = {
  creditApply: route({
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
  creditRefundOffline: route({
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
};
