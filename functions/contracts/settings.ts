/** The clinic's settings that an admin changes while it runs. */
import * as z from 'zod';
import { INVOICE_CENTS_MAX } from '../domain/money.ts';
import { PLAN_CONSEQUENCES } from '../domain/payment-plan.ts';
import { REFUND_EFFECTS } from '../domain/refund.ts';
import { RETENTION_CLASSES } from '../domain/settings.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time as HH:MM.');
const steps = z.array(z.int().min(0).max(365)).max(10);

const reminders = z.strictObject({
  enabled: z.boolean(),
  days_before: steps,
  days_after: steps,
  max_per_invoice: z.int().min(0).max(20),
  min_days_between: z.int().min(1).max(90),
  quiet_from: time,
  quiet_to: time,
});
const lateFee = z.strictObject({
  enabled: z.boolean(),
  kind: z.enum(['fixed', 'percent']),
  /** Of a fixed fee, in the clinic's currency. */
  amount_cents: z.int().min(1).max(INVOICE_CENTS_MAX),
  /** Of a fixed fee for invoices in other currencies; those that are not named get none. */
  other_amounts_cents: z.partialRecord(field.currency, field.positiveCents),
  basis_points: z.int().min(1).max(2_500),
  grace_days: z.int().min(0).max(365),
  every_days: z.int().min(7).max(365),
  max_periods: z.int().min(1).max(12),
});
const archive = z.strictObject({ enabled: z.boolean(), after_days: z.int().min(30).max(36_500) });
const years = z.strictObject(
  Object.fromEntries(RETENTION_CLASSES.map((name) => [name, z.int().min(1).max(100).nullable()])) as Record<
    (typeof RETENTION_CLASSES)[number],
    z.ZodNullable<z.ZodInt>
  >,
);
const retention = z.strictObject({
  years,
  hold_everything: z.boolean(),
  hold_patients: z.array(field.id).max(1_000),
});

/** Below five minutes a user could not be warned in time. */
const security = z.strictObject({
  second_factor: z.enum(['optional', 'required']),
  session_idle_minutes: z.int().min(5).max(60),
  /** The most that clerks credit of one invoice, all their notes together; an admin issues more. */
  clerk_credit_note_cents: field.amountCents,
  /**
   * The most that is paid out of a patient's credit within 30 days without the approval of another admin, in minor units
   * of the credit's currency. A raised limit counts after 24 hours.
   */
  credit_payout_approval_cents: field.amountCents,
});

const paymentPlans = z.strictObject({
  /** A plan is broken when an instalment is missed by more than these days. */
  broken_after_days: z.int().min(0).max(90),
  when_broken: z.enum(PLAN_CONSEQUENCES),
});

const refunds = z.strictObject({
  /** What a refund that was made at Stripe's dashboard does to the invoice, until staff switch it. */
  effect_at_stripe: z.enum(REFUND_EFFECTS),
});

const settingsView = z.object({
  reminders,
  late_fee: lateFee,
  archive,
  retention,
  security,
  payment_plans: paymentPlans,
  refunds,
  version: z.int(),
  updated_at: field.instant,
});

export const settings = {
  get: route({
    name: 'settings-get',
    method: 'GET',
    path: 'v1/settings',
    who: 'settings.manage',
    unaudited: 'The clinic’s own settings.',
    summary: 'Reminders, late fees, archive, retention, security, payment plans and refunds, as they are set',
    input: z.strictObject({}),
    reply: settingsView,
    status: 200,
  }),
  edit: route({
    name: 'settings-edit',
    method: 'PATCH',
    path: 'v1/settings',
    who: 'settings.manage',
    proof: 'recent',
    summary: 'Change settings; If-Match holds the version that was read',
    input: z.strictObject({
      reminders: reminders.partial().optional(),
      late_fee: lateFee.partial().optional(),
      archive: archive.partial().optional(),
      retention: retention.extend({ years: years.partial() }).partial().optional(),
      security: security.partial().optional(),
      payment_plans: paymentPlans.partial().optional(),
      refunds: refunds.partial().optional(),
    }),
    reply: settingsView,
    status: 200,
  }),
};
