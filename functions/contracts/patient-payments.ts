/** Payments of a patient that settle several invoices at once (decision 35). */
import * as z from 'zod';
import { OFFLINE_METHODS } from '../domain/offline-payment.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { paymentDetail } from './payments.ts';
import { route } from './route.ts';

export const patientPayments = {
  takePayment: route({
    name: 'patients-take-payment',
    method: 'POST',
    path: 'v1/patients/{id}/payments',
    who: 'payments.record',
    summary:
      'Record money taken outside Stripe for several invoices of a patient; what they leave becomes the patient’s credit',
    input: z.strictObject({
      id: field.id,
      amount_cents: field.positiveCents,
      /** The clinic’s when left out; the invoices are in the same. */
      currency: field.currency.optional(),
      method: z.enum(OFFLINE_METHODS),
      reference: field.text(LIMITS.reference).optional(),
      /** The clinic’s day; today when left out. */
      received_on: field.day.optional(),
      /** What is paid of which invoice, if anything; when left out, the oldest due first, each up to what is owed. */
      invoices: z
        .array(z.strictObject({ invoice_id: field.id, amount_cents: field.amountCents }))
        .min(1)
        .max(LIMITS.allocations)
        .optional(),
    }),
    reply: paymentDetail,
    status: 201,
    idempotent: true,
  }),
};
