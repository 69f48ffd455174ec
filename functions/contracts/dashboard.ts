/** The figures of the portal's first page, from running totals. */
import * as z from 'zod';
import * as field from './fields.ts';
import { route } from './route.ts';

export const dashboard = {
  get: route({
    name: 'dashboard-get',
    method: 'GET',
    path: 'v1/dashboard',
    who: 'invoices.read',
    audits: 'dashboard',
    summary: 'What is owed, late and collected, month by month, and what happened last',
    input: z.strictObject({ currency: field.currency.optional() }),
    reply: z.object({
      currency: field.currency,
      outstanding: z.object({ count: z.int(), amount_cents: field.moneyCents }),
      overdue: z.object({ count: z.int(), amount_cents: field.moneyCents }),
      /** What is owed in every currency that is billed, the asked one first. */
      currencies: z.array(
        z.object({
          currency: field.currency,
          outstanding: z.object({ count: z.int(), amount_cents: field.moneyCents }),
          overdue: z.object({ count: z.int(), amount_cents: field.moneyCents }),
        }),
      ),
      collected_this_month_cents: field.moneyCents,
      collected_last_month_cents: field.moneyCents,
      recent_payments: z.object({ count: z.int(), amount_cents: field.moneyCents }),
      /** The last twelve months of the clinic's calendar, oldest first, as `2026-11`. */
      months: z.array(
        z.object({
          month: z.string(),
          invoiced_cents: field.moneyCents,
          collected_cents: field.moneyCents,
          outstanding_cents: field.moneyCents,
        }),
      ),
      activity: z.array(
        z.object({
          id: z.string(),
          action: z.string(),
          actor: z.string(),
          target_type: z.string(),
          target_id: z.string().nullable(),
          summary: z.string(),
          at: field.instant,
        }),
      ),
      attention: z.object({
        /** In all currencies. */
        overdue_invoices: z.int(),
        quarantined_events: z.int(),
        failed_payments: z.int(),
        failed_messages: z.int(),
        /** Refunds that wait for an admin. */
        requested_refunds: z.int(),
        /** Pay-outs of credit that wait for another admin. */
        requested_credit_payouts: z.int(),
        /** Credit notes of clerks that wait for an admin. */
        requested_credit_notes: z.int(),
        /** Disputes that want evidence, or a word on who bears the loss. */
        open_disputes: z.int(),
        /** Patients whose surplus money is to be applied or given back. */
        patients_with_credit: z.int(),
        /** Open discrepancies between Stripe's books and ours. */
        open_breaks: z.int(),
        /** Failed jobs, delayed events, scheduled jobs that do not run, and backups that are late or not verified. */
        stopped_work: z.int(),
        /** Refunds and payouts that failed, and payment pages that Stripe refuses or does not make. */
        money_problems: z.int(),
        /** Lately: searches for records that do not exist, and unusual amounts of reading. */
        unusual_access: z.int(),
        /** Admins who were given access, or whose password or second factor was reset, within 24 hours. */
        admin_access: z.int(),
      }),
    }),
    status: 200,
  }),
};

export type Dashboard = z.output<typeof dashboard.get.reply>;
export type DashboardActivity = Dashboard['activity'][number];
