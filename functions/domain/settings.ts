/** The settings that an admin may change at run time, and their defaults. */
import type { LateFeeRule } from './late-fee.ts';
import type { PlanRules } from './payment-plan.ts';
import type { RefundEffect } from './refund.ts';
import type { ReminderRules } from './reminder.ts';

export type ArchiveRules = {
  enabled: boolean;
  /** Days after an invoice was paid in full or cancelled. */
  after_days: number;
};

/**
 * Classes of records that may go one day. The books, the numbers and the audit trail are not among them. A patient's
 * records go by erasing the patient, and are as old as the last day on which anything was billed or paid.
 */
export const RETENTION_CLASSES = [
  'patient_records',
  'messages',
  'sessions',
  'requests',
  'work',
  'invoice_details',
] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

export type RetentionRules = {
  /** Years that a record is kept at least; null keeps it permanently. */
  years: Record<RetentionClass, number | null>;
  /** While it is set, nothing at all is purged. */
  hold_everything: boolean;
  /** Patients whose records must be kept, whatever their age. */
  hold_patients: readonly string[];
};

/** How people at the clinic prove who they are. */
export type SecurityRules = {
  /** Required: a user without one can only set one up. */
  second_factor: 'optional' | 'required';
  /** After so many minutes without a request, a browser's session ends. */
  session_idle_minutes: number;
  /** The most that clerks credit of one invoice, all their notes together, in minor units; an admin issues more. */
  clerk_credit_note_cents: number;
  /** The most that one admin pays out of a patient's credit within 30 days alone, in minor units; another approves more. */
  credit_payout_approval_cents: number;
};

export type RefundRules = {
  /** What a refund that was made at Stripe does to the invoice, until staff switch it (decision 37). */
  effect_at_stripe: RefundEffect;
};

export type ClinicSettings = {
  reminders: ReminderRules;
  late_fee: LateFeeRule;
  archive: ArchiveRules;
  retention: RetentionRules;
  security: SecurityRules;
  payment_plans: PlanRules;
  refunds: RefundRules;
};

export const DEFAULT_SETTINGS: ClinicSettings = {
  reminders: {
    enabled: true,
    days_before: [3],
    days_after: [1, 7, 21],
    max_per_invoice: 4,
    min_days_between: 2,
    quiet_from: '20:00',
    quiet_to: '08:00',
  },
  late_fee: {
    enabled: false,
    kind: 'fixed',
    amount_cents: 25_00,
    other_amounts_cents: {},
    basis_points: 150,
    grace_days: 14,
    every_days: 30,
    max_periods: 3,
  },
  archive: { enabled: true, after_days: 730 },
  retention: {
    years: { patient_records: 7, messages: 7, sessions: 2, requests: 1, work: 2, invoice_details: null },
    hold_everything: false,
    hold_patients: [],
  },
  security: {
    second_factor: 'optional',
    session_idle_minutes: 15,
    clerk_credit_note_cents: 500_00,
    credit_payout_approval_cents: 500_00,
  },
  payment_plans: { broken_after_days: 7, when_broken: 'remind' },
  refunds: { effect_at_stripe: 'credit' },
};

export type SettingsChange = {
  [Part in Exclude<keyof ClinicSettings, 'retention'>]?: Partial<ClinicSettings[Part]>;
} & { retention?: Partial<Omit<RetentionRules, 'years'>> & { years?: Partial<RetentionRules['years']> } };

/**
 * The settings with some of them set anew: a change over what was, or what is stored over the defaults, so that a new
 * setting has a value before anybody sets it.
 */
export const settingsWith = (
  set: SettingsChange,
  before: ClinicSettings = DEFAULT_SETTINGS,
): ClinicSettings => ({
  reminders: { ...before.reminders, ...set.reminders },
  late_fee: { ...before.late_fee, ...set.late_fee },
  archive: { ...before.archive, ...set.archive },
  retention: {
    ...before.retention,
    ...set.retention,
    years: { ...before.retention.years, ...set.retention?.years },
  },
  security: { ...before.security, ...set.security },
  payment_plans: { ...before.payment_plans, ...set.payment_plans },
  refunds: { ...before.refunds, ...set.refunds },
});
