/** How long what is owed has been due. */
import * as z from 'zod';
import { asOf } from './as-of.ts';
import * as field from './fields.ts';
import { invoices } from './invoices.ts';
import { payments } from './payments.ts';
import { file, route } from './route.ts';

const buckets = z.object({
  not_due: field.moneyCents,
  days_0_30: field.moneyCents,
  days_31_60: field.moneyCents,
  days_61_90: field.moneyCents,
  days_over_90: field.moneyCents,
  /** Under a payment plan at the instant, whatever its days. */
  under_plan: field.moneyCents,
});

const ageingInput = z.strictObject({ currency: field.currency.optional(), ...asOf });

const WITHOUT_PAGE = { limit: true, cursor: true } as const;

export const reports = {
  invoiceSums: route({
    name: 'reports-invoice-sums',
    method: 'GET',
    path: 'v1/reports/invoice-sums',
    who: 'invoices.read',
    audits: 'report',
    summary: 'How many invoices a filter of their list matches, and what they come to in each currency',
    input: invoices.list.input.omit(WITHOUT_PAGE),
    reply: z.object({
      data: z.array(
        z.object({
          currency: field.currency,
          count: z.int(),
          /** Null when only what is owed was asked for: `outstanding` and `overdue` alone are running totals. */
          total_cents: field.moneyCents.nullable(),
          balance_cents: field.moneyCents,
        }),
      ),
    }),
    status: 200,
  }),
  paymentSums: route({
    name: 'reports-payment-sums',
    method: 'GET',
    path: 'v1/reports/payment-sums',
    who: 'payments.read',
    audits: 'report',
    summary: 'How many payments a filter of their list matches, and what they come to in each currency',
    input: payments.list.input.omit(WITHOUT_PAGE),
    reply: z.object({
      data: z.array(
        z.object({
          currency: field.currency,
          count: z.int(),
          amount_cents: field.moneyCents,
          refunded_cents: field.moneyCents,
        }),
      ),
    }),
    status: 200,
  }),
  ageing: route({
    name: 'reports-ageing',
    method: 'GET',
    path: 'v1/reports/ageing',
    who: 'reports.read',
    audits: 'report',
    summary: 'How long what is owed has been due, as of any instant; it ties to the receivable account',
    input: ageingInput,
    reply: z.object({
      as_of: field.instant,
      currency: field.currency,
      buckets,
      total_cents: field.moneyCents,
      receivable_cents: field.moneyCents,
      patients: z.array(
        z.object({
          patient_id: field.id,
          patient_name: z.string(),
          buckets,
          total_cents: field.moneyCents,
        }),
      ),
    }),
    status: 200,
  }),
  ageingPdf: route({
    name: 'reports-ageing-pdf',
    method: 'GET',
    path: 'v1/reports/ageing/pdf',
    who: 'reports.read',
    audits: 'report',
    summary: 'The aging report as PDF',
    input: ageingInput,
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
};

export type Ageing = z.output<typeof reports.ageing.reply>;
