/** What the books say: the ledger, balances as of any instant, statements, ageing, and the certificate of numbers. */
import * as z from 'zod';
import { ACCOUNTS } from '../domain/ledger.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

/** `as_of`: an instant, or a day to its end. `known_at` leaves out what was recorded later, to repeat an old answer. */
const instant = { as_of: field.moment.optional(), known_at: field.givenInstant.optional() };
const balances = z.object({ balance_cents: field.moneyCents, credit_cents: field.moneyCents });
const buckets = z.object({
  not_due: field.moneyCents,
  days_0_30: field.moneyCents,
  days_31_60: field.moneyCents,
  days_61_90: field.moneyCents,
  days_over_90: field.moneyCents,
});

export const ledgerEntry = z.object({
  id: z.int(),
  transaction_id: field.id,
  kind: z.string(),
  cause: z.string(),
  account: z.enum(ACCOUNTS),
  currency: field.bookCurrency,
  /** Debits are positive, credits negative. */
  amount_cents: field.moneyCents,
  effect: z.string().nullable(),
  patient_id: field.id.nullable(),
  invoice_id: field.id.nullable(),
  invoice_number: z.string().nullable(),
  payment_id: field.id.nullable(),
  /** What Stripe converted, where the entry is one side of a conversion; the rate is that of the smallest units. */
  conversion: z
    .object({
      from_cents: field.moneyCents,
      from_currency: field.bookCurrency,
      to_cents: field.moneyCents,
      to_currency: field.bookCurrency,
      exchange_rate: z.number(),
    })
    .nullable(),
  occurred_at: field.instant,
  recorded_at: field.instant,
});
export type LedgerEntry = z.output<typeof ledgerEntry>;

export const books = {
  ledger: route({
    name: 'ledger-list',
    method: 'GET',
    path: 'v1/ledger',
    who: 'ledger.read',
    audits: 'ledger',
    summary: 'Ledger entries, newest first; the first page brings the trial balance as of its end',
    input: z.strictObject({
      account: z.enum(ACCOUNTS).optional(),
      invoice_id: field.id.optional(),
      patient_id: field.id.optional(),
      from: field.day.optional(),
      to: field.day.optional(),
      ...field.page,
    }),
    reply: field.pageOf(ledgerEntry).extend({
      /** All accounts until the end of `to`, whatever else is filtered; per currency they come to zero. */
      trial_balance: z
        .array(
          z.object({
            currency: field.bookCurrency,
            account: z.enum(ACCOUNTS),
            balance_cents: field.moneyCents,
          }),
        )
        .nullable(),
    }),
    status: 200,
  }),
  invoiceBalance: route({
    name: 'invoices-balance',
    method: 'GET',
    path: 'v1/invoices/{id}/balance',
    who: 'invoices.read',
    summary: 'What the ledger says of an invoice as of any instant',
    input: z.strictObject({ id: field.id, ...instant }),
    reply: z.object({
      as_of: field.instant,
      charged_cents: field.moneyCents,
      paid_cents: field.moneyCents,
      refunded_cents: field.moneyCents,
      credited_cents: field.moneyCents,
      written_off_cents: field.moneyCents,
      balance_cents: field.moneyCents,
    }),
    status: 200,
    audits: 'invoice',
  }),
  patientBalance: route({
    name: 'patients-balance',
    method: 'GET',
    path: 'v1/patients/{id}/balance',
    who: 'patients.read',
    summary: 'What a patient owes and has as credit, as of any instant',
    input: z.strictObject({ id: field.id, ...instant }),
    reply: z.object({
      as_of: field.instant,
      balances: z.array(balances.extend({ currency: field.currency })),
    }),
    status: 200,
    audits: 'patient',
  }),
  statement: route({
    name: 'patients-statement',
    method: 'GET',
    path: 'v1/patients/{id}/statement',
    who: 'patients.read',
    summary: 'A patient’s statement: opening, movements, closing, and a hash over all of it',
    input: z.strictObject({
      id: field.id,
      currency: field.currency.optional(),
      /** The first day of the movements; all of them when left out. */
      from: field.day.optional(),
      ...instant,
    }),
    reply: z.object({
      patient_id: field.id,
      currency: field.currency,
      from: field.instant.nullable(),
      as_of: field.instant,
      opening: balances,
      movements: z.array(
        z.object({
          at: field.instant,
          kind: z.string(),
          invoice_number: z.string().nullable(),
          document: z.string().nullable(),
          /** What it added to the debt and to the credit, and what they came to. */
          amount_cents: field.moneyCents,
          credit_cents: field.moneyCents,
          balance_cents: field.moneyCents,
          credit_balance_cents: field.moneyCents,
        }),
      ),
      closing: balances,
      content_hash: z.string(),
    }),
    status: 200,
    audits: 'patient',
  }),
  ageing: route({
    name: 'reports-ageing',
    method: 'GET',
    path: 'v1/reports/ageing',
    who: 'reports.read',
    audits: 'report',
    summary: 'How long what is owed has been due, as of any instant; it ties to the receivable account',
    input: z.strictObject({ currency: field.currency.optional(), ...instant }),
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
  certificate: route({
    name: 'numbers-certificate',
    method: 'GET',
    path: 'v1/numbers/{month}/certificate',
    who: 'ledger.read',
    audits: 'report',
    summary: 'Every number of a month with what became of it, and whether one is missing',
    input: z.strictObject({
      month: z
        .string()
        .regex(/^\d{4}-?(0[1-9]|1[0-2])$/, 'Enter a month as 202611.')
        .transform((month) => month.replace('-', '')),
      kind: z.enum(['invoice', 'credit_note', 'receipt']).default('invoice'),
    }),
    reply: z.object({
      kind: z.string(),
      month: z.string(),
      gapless: z.boolean(),
      missing: z.array(z.int()),
      count: z.int(),
      last: z.int(),
      numbers: z.array(
        z.object({
          sequence: z.int(),
          number: z.string(),
          document_id: field.id,
          given_at: field.instant,
          fate: z.string(),
        }),
      ),
      set_aside: z.array(
        z.object({ first: z.int(), last: z.int(), reason: z.string(), set_aside_at: field.instant }),
      ),
      content_hash: z.string(),
    }),
    status: 200,
  }),
};

export type InvoiceBalance = z.output<typeof books.invoiceBalance.reply>;
export type PatientBalance = z.output<typeof books.patientBalance.reply>['balances'][number];
export type Statement = z.output<typeof books.statement.reply>;
export type NumberCertificate = z.output<typeof books.certificate.reply>;
export type CertifiedNumber = NumberCertificate['numbers'][number];
export type SetAsideNumbers = NumberCertificate['set_aside'][number];
