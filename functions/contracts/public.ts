/** What a patient reaches with the link of one invoice or of the account, without signing in (decision 19). */
import * as z from 'zod';
import { PRINTED_KINDS } from '../domain/document-check.ts';
import { INVOICE_STATUSES } from '../domain/invoice.ts';
import * as field from './fields.ts';
import { printedDetails } from './invoice-lines.ts';
import { clinic, openedPage, token } from './public-parts.ts';
import { file, route } from './route.ts';

/** Exactly what the page shows, and nothing else of the invoice or the patient. */
export const publicInvoice = z.object({
  invoice_number: z.string(),
  status: z.enum(INVOICE_STATUSES),
  currency: field.currency,
  issued_on: z.string(),
  due_date: z.string(),
  overdue: z.boolean(),
  patient_name: z.string(),
  clinic,
  items: z.array(
    z.object({
      ...printedDetails,
      description: z.string(),
      quantity: z.number(),
      unit_price_cents: field.moneyCents,
      discount_cents: field.moneyCents,
      /** Thousandths of a percent; null for a tax that was entered as an amount. */
      tax_rate_thousandths: z.int().nullable(),
      tax_cents: field.moneyCents,
      total_cents: field.moneyCents,
    }),
  ),
  discount_cents: field.moneyCents,
  total_amount_cents: field.moneyCents,
  paid_cents: field.moneyCents,
  credited_cents: field.moneyCents,
  balance_cents: field.moneyCents,
  /** What was paid or credited beyond the debt and became the patient's credit. */
  to_credit_cents: field.moneyCents,
  payments: z.array(
    z.object({ amount_cents: field.moneyCents, method: z.string(), received_at: field.instant }),
  ),
  /** Whether the patient can pay online now, and the least and most that one payment may be. */
  payable: z.boolean(),
  minimum_cents: field.moneyCents,
  /** A payment page was finished and the money has not been confirmed yet. */
  processing: z.boolean(),
  /** What the patient owes in this currency on all invoices, this one included. */
  account_owed_cents: field.moneyCents,
});
export type PublicInvoice = z.output<typeof publicInvoice>;

export const publicReceipt = z.object({
  invoice_number: z.string(),
  invoice_status: z.enum(INVOICE_STATUSES),
  currency: field.currency,
  clinic,
  total_amount_cents: field.moneyCents,
  balance_cents: field.moneyCents,
  /** What was paid or credited beyond the debt and became the patient's credit. */
  to_credit_cents: field.moneyCents,
  /** `waiting`: the page at Stripe is finished, the money is not confirmed yet. */
  state: z.enum(['paid', 'waiting', 'not_paid']),
  payments: z.array(
    z.object({
      amount_cents: field.moneyCents,
      refunded_cents: field.moneyCents,
      method: z.string(),
      reference: z.string(),
      /** Of the audit trail, for `audit-verify --seal`; null for the minute or two until it is made. */
      seal: z.string().nullable(),
      received_at: field.instant,
    }),
  ),
  /** What was given back, for each a confirmation. */
  refunds: z.array(z.object({ id: field.id, amount_cents: field.moneyCents, refunded_at: field.instant })),
  /** Whether this link also opens the invoice itself. */
  opens_invoice: z.boolean(),
  /** Stripe's decline code of the last attempt when it failed, `declined` when there is none; the page has the words. */
  failure_code: z.string().nullable(),
});
export type PublicReceipt = z.output<typeof publicReceipt>;

/** What Stripe may know: the result of one payment page, without a line, a name or a way to pay. */
export const publicResult = z.object({
  invoice_number: z.string(),
  currency: field.currency,
  amount_cents: field.moneyCents,
  clinic,
  /** `waiting`: the page at Stripe is finished, the money is not confirmed yet. */
  state: z.enum(['paid', 'waiting', 'not_paid']),
  /** Stripe's decline code of the last attempt when it failed, `declined` when there is none. */
  failure_code: z.string().nullable(),
});

export const publicRoutes = {
  clinic: route({
    name: 'public-clinic',
    method: 'GET',
    path: 'v1/public/clinic',
    who: 'anyone',
    summary: 'How patients reach the clinic, for pages that have nothing else to show',
    input: z.strictObject({}),
    reply: clinic,
    status: 200,
  }),
  invoice: route({
    name: 'public-invoice',
    method: 'GET',
    path: 'v1/public/invoices/{token}',
    who: 'signed',
    summary: 'The invoice behind a patient link',
    input: z.strictObject({ token }),
    reply: publicInvoice,
    status: 200,
  }),
  checkout: route({
    name: 'public-checkout',
    method: 'POST',
    path: 'v1/public/invoices/{token}/checkout',
    who: 'signed',
    summary: 'Open the payment page at Stripe for the balance or a part of it',
    input: z.strictObject({
      token,
      amount_cents: field.positiveCents.optional(),
      /** Pays all that the patient owes in the currency of the invoice. */
      everything: z.literal(true).optional(),
    }),
    reply: openedPage,
    status: 200,
  }),
  receipt: route({
    name: 'public-receipt',
    method: 'GET',
    path: 'v1/public/receipts/{token}',
    who: 'signed',
    summary:
      'What was received on the invoice behind a patient link; `session` is the payment page just finished',
    input: z.strictObject({ token, session: z.string().max(255).optional() }),
    reply: publicReceipt,
    status: 200,
  }),
  result: route({
    name: 'public-result',
    method: 'GET',
    path: 'v1/public/results/{token}',
    who: 'signed',
    summary:
      'The result of one payment page, for the browser that comes back from Stripe; `session` says that the page was finished',
    input: z.strictObject({ token, session: z.string().max(255).optional() }),
    reply: publicResult,
    status: 200,
  }),
  invoicePdf: route({
    name: 'public-invoice-pdf',
    method: 'GET',
    path: 'v1/public/invoices/{token}/pdf',
    who: 'signed',
    summary: 'The invoice behind a patient link as a tagged PDF',
    input: z.strictObject({ token }),
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
  superbill: route({
    name: 'public-superbill',
    method: 'GET',
    path: 'v1/public/invoices/{token}/superbill',
    who: 'signed',
    summary: 'The invoice behind a patient link for an insurer, as a tagged PDF',
    input: z.strictObject({ token }),
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
  receiptPdf: route({
    name: 'public-receipt-pdf',
    method: 'GET',
    path: 'v1/public/receipts/{token}/pdf',
    who: 'signed',
    summary: 'The receipt behind a patient link as a tagged PDF',
    input: z.strictObject({ token }),
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
  verifyDocument: route({
    name: 'public-verify-document',
    method: 'POST',
    path: 'v1/public/documents/verify',
    who: 'anyone',
    summary: 'Whether a document is genuine, by the check code in its foot or the SHA-256 of its file',
    input: z
      .strictObject({
        code: z
          .string()
          .regex(/^[0-9a-fA-F -]{1,64}$/)
          .optional(),
        sha256: z
          .string()
          .regex(/^[0-9a-fA-F]{64}$/)
          .optional(),
      })
      .refine(({ code, sha256 }) => (code === undefined) !== (sha256 === undefined), {
        path: ['code'],
        message: 'Enter a check code or the SHA-256 of a file.',
      }),
    reply: z.object({
      genuine: z.boolean(),
      document: z
        .object({
          kind: z.enum(PRINTED_KINDS),
          /** Null for a statement or a report. */
          number: z.string().nullable(),
          dated_on: z.iso.date(),
        })
        .nullable(),
    }),
    status: 200,
  }),
  refundPdf: route({
    name: 'public-refund-pdf',
    method: 'GET',
    path: 'v1/public/receipts/{token}/refunds/{id}',
    who: 'signed',
    summary: 'The confirmation of a refund of the invoice behind a patient link, as a tagged PDF',
    input: z.strictObject({ token, id: field.id }),
    reply: file,
    file: 'application/pdf',
    status: 200,
  }),
  renewLink: route({
    name: 'public-renew-link',
    method: 'POST',
    path: 'v1/public/links/renew',
    who: 'anyone',
    summary: 'Send a fresh link to the address on file; answers the same whatever the token is',
    input: z.strictObject({ token }),
    reply: z.object({ message: z.string() }),
    status: 202,
  }),
};
