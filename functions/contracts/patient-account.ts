/** What a patient owes and has as credit, and their statement, as of any instant. */
import * as z from 'zod';
import { asOf } from './as-of.ts';
import * as field from './fields.ts';
import { file, route } from './route.ts';

const balances = z.object({ balance_cents: field.moneyCents, credit_cents: field.moneyCents });

const statementInput = z.strictObject({
  id: field.id,
  currency: field.currency.optional(),
  /** The first day of the movements; all of them when left out. */
  from: field.day.optional(),
  ...asOf,
});

export const patientAccount = {
  accountLink: route({
    name: 'patients-account-link',
    method: 'POST',
    path: 'v1/patients/{id}/account-link',
    who: 'invoices.write',
    summary: 'A fresh link with which the patient sees and pays all open invoices; it ends the older ones',
    input: z.strictObject({
      id: field.id,
      /** Also sends the link to the addresses on file; nothing is sent when left out. */
      notify: z
        .array(z.enum(['email', 'sms']))
        .max(2)
        .optional(),
    }),
    reply: z.object({ id: field.id, url: z.url(), expires_at: field.instant }),
    status: 201,
    idempotent: true,
  }),
  balance: route({
    name: 'patients-balance',
    method: 'GET',
    path: 'v1/patients/{id}/balance',
    who: 'patients.read',
    summary: 'What a patient owes and has as credit, as of any instant',
    input: z.strictObject({ id: field.id, ...asOf }),
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
    input: statementInput,
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
  statementPdf: route({
    name: 'patients-statement-pdf',
    method: 'GET',
    path: 'v1/patients/{id}/statement/pdf',
    who: 'patients.read',
    audits: 'patient',
    summary: 'A patient’s statement as PDF, in the patient’s language',
    input: statementInput,
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
};

export type PatientBalance = z.output<typeof patientAccount.balance.reply>['balances'][number];
export type Statement = z.output<typeof patientAccount.statement.reply>;
