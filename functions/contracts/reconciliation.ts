/** Stripe's books beside ours: what matches, what does not, and what to do about it. */
import * as z from 'zod';
import { BOOKED_AS } from '../domain/balance.ts';
import { day, daysBetween } from '../domain/calendar.ts';
import { DISCREPANCY_CLASSES } from '../domain/reconciliation.ts';
import * as field from './fields.ts';
import { LIMITS } from './limits.ts';
import { route } from './route.ts';

const run = z.object({
  id: field.id,
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** Null when the timer asked. */
  requested_by: field.id.nullable(),
  /** What was recovered, and how many differences of each class remain. */
  found: z.record(z.string(), z.int()),
  last_error: z.string().nullable(),
  created_at: field.instant,
  started_at: field.instant.nullable(),
  finished_at: field.instant.nullable(),
});
export type ReconciliationRun = z.output<typeof run>;

const part = z.object({
  id: z.string(),
  type: z.string(),
  source: z.string().nullable(),
  amount_cents: field.moneyCents,
  fee_cents: field.moneyCents,
  net_cents: field.moneyCents,
  ours_cents: field.moneyCents.nullable(),
  /** What was converted into this amount, and at which rate of the smallest units; null when nothing was. */
  source_cents: field.moneyCents.nullable(),
  source_currency: z.string().nullable(),
  exchange_rate: z.number().nullable(),
  matches: z.boolean(),
  invoice_id: field.id.nullable(),
  made_at: field.instant,
});

const payout = z.object({
  id: field.id,
  stripe_payout_id: z.string(),
  amount_cents: field.moneyCents,
  currency: z.string(),
  status: z.string(),
  failure_message: z.string().nullable(),
  arrives_on: z.string(),
  made_at: field.instant,
  reconciled: z.boolean(),
  /** False for one that was made by hand: Stripe does not say which transactions are in it. */
  automatic: z.boolean(),
  parts_cents: field.moneyCents,
  matches: z.boolean(),
  parts: z.array(part),
});
export type Payout = z.output<typeof payout>;

export const reconciliationBreak = z.object({
  id: field.id,
  class: z.enum(DISCREPANCY_CLASSES),
  object: z.string(),
  currency: z.string(),
  ours_cents: field.moneyCents.nullable(),
  stripe_cents: field.moneyCents.nullable(),
  detail: z.string(),
  next_step: z.string(),
  happened_at: field.instant,
  invoice_id: field.id.nullable(),
  invoice_number: z.string().nullable(),
  stripe_payout_id: z.string().nullable(),
  found_at: field.instant,
  resolved_at: field.instant.nullable(),
  accepted_by: field.id.nullable(),
  accepted_note: z.string().nullable(),
});
export type ReconciliationBreak = z.output<typeof reconciliationBreak>;

const MOST_DAYS = 92;

export const reconciliation = {
  get: route({
    name: 'reconciliation-get',
    method: 'GET',
    path: 'v1/reconciliation',
    who: 'reconciliation.read',
    audits: 'reconciliation',
    summary:
      'What of Stripe’s books matches ours, per payout and per day, and each difference with a next step',
    input: z
      .strictObject({ from: field.day, to: field.day })
      .refine(({ from, to }) => from <= to, { message: 'Ends before it begins.', path: ['to'] })
      .refine(({ from, to }) => daysBetween(day(from), day(to)) <= MOST_DAYS, {
        message: `At most ${MOST_DAYS} days at a time.`,
        path: ['to'],
      }),
    reply: z.object({
      from: field.day,
      to: field.day,
      last_run: run.nullable(),
      payouts: z.array(payout),
      days: z.array(
        z.object({
          day: field.day,
          currency: z.string(),
          stripe_cents: field.moneyCents,
          ours_cents: field.moneyCents,
          fee_cents: field.moneyCents,
          matched: z.int(),
          unmatched: z.int(),
        }),
      ),
      breaks: z.array(reconciliationBreak),
      /** What Stripe converted, per currency that was paid and currency of its balance. */
      conversions: z.array(
        z.object({
          source_currency: z.string(),
          currency: z.string(),
          received_source_cents: field.moneyCents,
          received_cents: field.moneyCents,
          /** Refunds, disputes and failed debits: negative when more went back than came again. */
          returned_source_cents: field.moneyCents,
          returned_cents: field.moneyCents,
          /** What the returned money was settled for otherwise than at the rate of its payment; a loss when negative. */
          difference_cents: field.moneyCents,
        }),
      ),
      /** The Stripe balance by the ledger, beside the sum of Stripe's transactions. */
      clearing: z.array(
        z.object({
          currency: z.string(),
          ledger_cents: field.moneyCents,
          stripe_cents: field.moneyCents,
          difference_cents: field.moneyCents,
        }),
      ),
    }),
    status: 200,
  }),
  run: route({
    name: 'reconciliation-run',
    method: 'POST',
    path: 'v1/reconciliation/run',
    who: 'reconciliation.run',
    summary: 'Compare with Stripe now; answers the run that is waiting or under way, when there is one',
    input: z.strictObject({}),
    reply: run,
    status: 202,
    idempotent: true,
  }),
  getRun: route({
    name: 'reconciliation-get-run',
    method: 'GET',
    path: 'v1/reconciliation/runs/{id}',
    who: 'reconciliation.read',
    audits: 'reconciliation',
    summary: 'How far a comparison is',
    input: z.strictObject({ id: field.id }),
    reply: run,
    status: 200,
  }),
  listRuns: route({
    name: 'reconciliation-list-runs',
    method: 'GET',
    path: 'v1/reconciliation/runs',
    who: 'reconciliation.read',
    unaudited: 'Times and counts of runs.',
    summary: 'Comparisons, newest first',
    input: z.strictObject(field.page),
    reply: field.pageOf(run),
    status: 200,
  }),
  book: route({
    name: 'reconciliation-book',
    method: 'POST',
    path: 'v1/reconciliation/breaks/{id}/book',
    who: 'reconciliation.book',
    summary: 'Book a transaction of Stripe’s that is about no payment, as a fee or as the owner’s money',
    input: z.strictObject({ id: field.id, as: z.enum(BOOKED_AS), note: field.lines(LIMITS.reason) }),
    reply: reconciliationBreak,
    status: 200,
    idempotent: true,
  }),
  accept: route({
    name: 'reconciliation-accept',
    method: 'POST',
    path: 'v1/reconciliation/breaks/{id}/accept',
    who: 'reconciliation.accept',
    summary: 'Accept a difference with a note; it is not raised again',
    input: z.strictObject({ id: field.id, note: field.lines(LIMITS.reason) }),
    reply: reconciliationBreak,
    status: 200,
    idempotent: true,
  }),
};
