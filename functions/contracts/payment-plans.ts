/** Payment plans: the instalments by which a patient pays issued invoices. */
import * as z from 'zod';
import {
  INSTALMENT_STATES,
  INSTALMENTS_MAX,
  PLAN_CONSEQUENCES,
  PLAN_INTERVALS,
  PLAN_STATES,
} from '../domain/payment-plan.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

const acceptance = z.object({
  how: z.enum(['signed', 'link']),
  /** As it was signed or typed; null when the patient was erased. */
  name: z.string().nullable(),
  accepted_at: field.instant,
});

const instalment = z.object({
  /** 0 is the down payment. */
  position: z.int(),
  due_date: z.string(),
  amount_cents: field.moneyCents,
});

/** An instalment and what it has received of what was paid on the invoices, the oldest first. */
export const standingInstalment = instalment.extend({
  received_cents: field.moneyCents,
  state: z.enum(INSTALMENT_STATES),
});

export const paymentPlan = z.object({
  id: field.id,
  patient_id: field.id,
  currency: field.currency,
  /** Derived from what is owed, the dates and the clinic's settings. */
  state: z.enum(PLAN_STATES),
  version: z.int(),
  created_at: field.instant,
  invoices: z.array(
    z.object({
      id: field.id,
      invoice_number: z.string(),
      balance_cents: field.moneyCents,
      is_fee: z.boolean(),
    }),
  ),
  /** What was planned with this version, what was received of it, and what is still owed. */
  planned_cents: field.moneyCents,
  received_cents: field.moneyCents,
  owed_cents: field.moneyCents,
  /** Owed beyond the plan, because a payment from before it was taken back: plan again. */
  unplanned_cents: field.moneyCents,
  instalments: z.array(standingInstalment),
  next: standingInstalment.nullable(),
  late_since: z.string().nullable(),
  /** What followed when it broke; null when it was not noticed as broken. */
  consequence: z.enum(PLAN_CONSEQUENCES).nullable(),
  terms: z.string(),
  terms_hash: z.string(),
  terms_language: z.enum(['en', 'es']),
  accepted: acceptance.nullable(),
  cancelled_at: field.instant.nullable(),
  cancel_reason: z.string().nullable(),
  /** All versions, newest first. */
  versions: z.array(
    z.object({
      version: z.int(),
      started_at: field.instant,
      reason: z.string().nullable(),
      staff_name: z.string(),
      planned_cents: field.moneyCents,
      instalments: z.array(instalment),
      accepted: acceptance.nullable(),
    }),
  ),
});
export type PaymentPlan = z.output<typeof paymentPlan>;

const schedule = {
  down_payment_cents: field.amountCents.default(0),
  /** Equal instalments at even distances; either this or `instalments`. */
  rule: z
    .strictObject({
      count: z.int().min(1).max(INSTALMENTS_MAX),
      first_due_date: field.day,
      every: z.enum(PLAN_INTERVALS),
    })
    .optional(),
  instalments: z
    .array(z.strictObject({ due_date: field.day, amount_cents: field.positiveCents }))
    .min(1)
    .max(INSTALMENTS_MAX)
    .optional(),
};

type Schedule = { rule?: unknown; instalments?: unknown };
const hasOneSchedule = ({ rule, instalments }: Schedule): boolean =>
  (rule === undefined) !== (instalments === undefined);
const ONE_SCHEDULE = { path: ['instalments'], message: 'Give either a rule or the instalments.' };

export const patientPaymentPlans = {
  paymentPlans: route({
    name: 'patients-payment-plans',
    method: 'GET',
    path: 'v1/patients/{id}/payment-plans',
    who: 'patients.read',
    audits: 'patient',
    summary: 'The payment plans of a patient, newest first',
    input: z.strictObject({ id: field.id }),
    reply: z.object({ data: z.array(paymentPlan) }),
    status: 200,
  }),
  paymentPlan: route({
    name: 'patients-payment-plan',
    method: 'POST',
    path: 'v1/patients/{id}/payment-plans',
    who: 'payment_plans.write',
    summary: 'Agree on a payment plan over open invoices of one patient and currency',
    input: z
      .strictObject({
        id: field.id,
        invoice_ids: z.array(field.id).min(1).max(50),
        ...schedule,
        /** Billed by an invoice of its own, which the plan covers too. */
        fee_cents: field.amountCents.default(0),
      })
      .refine(hasOneSchedule, ONE_SCHEDULE),
    reply: paymentPlan,
    status: 201,
    idempotent: true,
  }),
};

export const paymentPlans = {
  get: route({
    name: 'payment-plans-get',
    method: 'GET',
    path: 'v1/payment-plans/{id}',
    who: 'patients.read',
    audits: 'payment_plan',
    summary: 'One payment plan: its schedule, what each instalment has received, and its versions',
    input: z.strictObject({ id: field.id }),
    reply: paymentPlan,
    status: 200,
  }),
  replan: route({
    name: 'payment-plans-replan',
    method: 'POST',
    path: 'v1/payment-plans/{id}/replan',
    who: 'payment_plans.write',
    summary: 'Agree anew: what was paid stays, and the rest is divided as a new version',
    input: z
      .strictObject({
        id: field.id,
        /** The version that was read; another one is refused. */
        version: z.int().min(1),
        reason: field.lines(LIMITS.reason),
        ...schedule,
      })
      .refine(hasOneSchedule, ONE_SCHEDULE),
    reply: paymentPlan,
    status: 200,
    idempotent: true,
  }),
  cancel: route({
    name: 'payment-plans-cancel',
    method: 'POST',
    path: 'v1/payment-plans/{id}/cancel',
    who: 'payment_plans.write',
    summary: 'End a payment plan; its invoices are due as they were before it',
    input: z.strictObject({ id: field.id, reason: field.lines(LIMITS.reason) }),
    reply: paymentPlan,
    status: 200,
    idempotent: true,
  }),
  accept: route({
    name: 'payment-plans-accept',
    method: 'POST',
    path: 'v1/payment-plans/{id}/accept',
    who: 'payment_plans.write',
    summary: 'Record that the patient signed the terms',
    input: z.strictObject({
      id: field.id,
      terms_hash: z.string().regex(/^[0-9a-f]{64}$/, 'Send the hash of the terms that were read.'),
      name: field.text(LIMITS.patientName),
    }),
    reply: paymentPlan,
    status: 200,
    idempotent: true,
  }),
};
