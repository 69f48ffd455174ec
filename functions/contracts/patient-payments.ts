/** Payments of a patient that settle several invoices at once (decision 35). */
import * as z from 'zod';
import { OFFLINE_METHODS } from '../domain/offline-payment.ts';
import { PAGE_INVOICES_MAX } from '../domain/page-allocation.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { paymentDetail } from './payments.ts';
import { route } from './route.ts';

/** What a payment page is for: everything, chosen invoices, or an amount, the oldest due first. */
export const pageChoice = {
  /** Chosen invoices, each with all that is owed or a part of it; when left out, all that are open. */
  invoices: z
    .array(z.strictObject({ invoice_id: field.id, amount_cents: field.positiveCents.optional() }))
    .min(1)
    .max(PAGE_INVOICES_MAX)
    .optional(),
  /** An amount goes to the oldest due of them first; when left out, all that was chosen is paid. */
  amount_cents: field.positiveCents.optional(),
};

export const patientPayments = {
  checkout: route({
    name: 'patients-checkout',
    method: 'POST',
    path: 'v1/patients/{id}/checkout',
    who: 'invoices.write',
    summary:
      'The open payment page for several invoices of a patient: all that is owed, a choice, or an amount',
    input: z.strictObject({
      id: field.id,
      /** The clinic’s when left out; the invoices are in the same. */
      currency: field.currency.optional(),
      ...pageChoice,
    }),
    reply: z.object({
      url: z.url(),
      currency: field.currency,
      amount_cents: field.moneyCents,
      invoices: z.array(z.object({ invoice_id: field.id, amount_cents: field.moneyCents })),
      expires_at: field.instant.nullable(),
      stripe_checkout_session_id: z.string().nullable(),
    }),
    status: 200,
    idempotent: true,
  }),
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
