/** Invoices: drafted, issued, paid by link, cancelled (decision 31). */
import * as z from 'zod';
import { ARCHIVE_PROBLEMS } from '../domain/archive.ts';
import { ONLINE_PROBLEMS } from '../domain/currency.ts';
import { INVOICE_STATUSES } from '../domain/invoice.ts';
import * as field from './fields.ts';
import { invoiceItem, line } from './invoice-lines.ts';
import { LIMITS } from './limits.ts';
import { file, nothing, route } from './route.ts';

const draft = {
  due_date: field.day,
  currency: field.currency.optional(),
  items: z.array(line).min(1, 'An invoice has at least one item.').max(LIMITS.items),
  discount_cents: field.amountCents.optional(),
  notes: field.lines(LIMITS.notes).nullable().optional(),
};

const PAGE_TIMES = ['queue', 'now'] as const;
export type PageTime = (typeof PAGE_TIMES)[number];
export const paymentLinkKinds = ['checkout_session', 'payment_link'] as const;

const paymentLink = z.object({
  url: z.url(),
  kind: z.enum(paymentLinkKinds),
  amount_cents: field.moneyCents,
  expires_at: field.instant.nullable(),
});
export type OpenPaymentPage = z.output<typeof paymentLink>;

export const paymentSummary = z.object({
  paid_cents: field.moneyCents,
  refunded_cents: field.moneyCents,
  credited_cents: field.moneyCents,
  written_off_cents: field.moneyCents,
  balance_cents: field.moneyCents,
});

/** What may still change a payment, and closes actions until it is decided. */
const movingMoney = {
  /** The payer's bank disputes money, or a lost dispute waits for a decision on who bears it. */
  dispute_open: z.boolean(),
  /** A dispute, open or lost, forbids refunds: the bank gives the money back, or has done so. */
  refund_blocked: z.boolean(),
  /** A refund waits for approval or is on its way. */
  refund_waiting: z.boolean(),
};

/** As the list shows an invoice. */
export const invoiceSummary = z.object({
  id: field.id,
  invoice_number: z.string().nullable(),
  patient_id: field.id,
  patient_name: z.string(),
  status: z.enum(INVOICE_STATUSES),
  currency: field.currency,
  total_amount_cents: field.moneyCents,
  balance_cents: field.moneyCents,
  due_date: z.string(),
  overdue_since: z.string().nullable(),
  ...movingMoney,
  issued_at: field.instant.nullable(),
  created_at: field.instant,
});
export type InvoiceSummary = z.output<typeof invoiceSummary>;

export const invoice = invoiceSummary.extend({
  staff_id: field.id,
  discount_cents: field.moneyCents,
  notes: z.string().nullable(),
  items: z.array(invoiceItem),
  payment_summary: paymentSummary,
  /** The patient's credit in this currency that may pay what is owed; what a pay-out reserves is not in it. */
  patient_credit_cents: field.moneyCents,
  stripe_checkout_session_id: z.string().nullable(),
  stripe_payment_link_id: z.string().nullable(),
  /** The page at Stripe that is open for the balance now. */
  payment_link: paymentLink.nullable(),
  /** `pending`: being made, or Stripe did not answer and it is tried again. */
  payment_link_status: z.enum(['none', 'pending', 'open', 'failed']),
  /** Why what is billed or still owed cannot be paid online; known before issue. */
  online_payment_problem: z.enum(ONLINE_PROBLEMS).nullable(),
  /** Our own page for the patient, to copy and send. Null before issue and after cancellation. */
  patient_link: z.object({ url: z.url(), expires_at: field.instant }).nullable(),
  cancelled_at: field.instant.nullable(),
  cancel_reason: z.string().nullable(),
  /** When its details went to the archive. They are still shown here; patient links to it have ended. */
  archived_at: field.instant.nullable(),
  /** Where the details are while it is archived, and why they cannot be shown, when that is so. */
  archive: z.object({ id: field.id, problem: z.enum(ARCHIVE_PROBLEMS).nullable() }).nullable(),
  version: z.int(),
  updated_at: field.instant,
});
export type Invoice = z.output<typeof invoice>;

export const payment = z.object({
  id: field.id,
  amount_cents: field.moneyCents,
  currency: field.currency,
  status: z.enum(['succeeded', 'failed', 'refunded']),
  method: z.string(),
  stripe_payment_id: z.string().nullable(),
  refunded_cents: field.moneyCents,
  failure_message: z.string().nullable(),
  /** Of money taken outside Stripe: its own number, and what the cheque or the terminal calls it. */
  receipt_number: z.string().nullable(),
  reference: z.string().nullable(),
  /** When it turned out never to have been; such a payment stays in sight and counts for nothing. */
  reversed_at: field.instant.nullable(),
  received_at: field.instant,
  ...movingMoney,
});
export type Payment = z.output<typeof payment>;

/** A payment as one invoice shows it: the amount is the part that is this invoice's, of the whole payment. */
const invoicePayment = payment.extend({ payment_amount_cents: field.moneyCents });
export type InvoicePayment = z.output<typeof invoicePayment>;

const one = z.strictObject({ id: field.id });

export const invoices = {
  create: route({
    name: 'invoices-create',
    method: 'POST',
    path: 'v1/invoices',
    who: 'invoices.write',
    summary: 'Draft an invoice; its totals are computed here',
    input: z.strictObject({ patient_id: field.id, ...draft }),
    reply: invoice,
    status: 201,
    idempotent: true,
  }),
  get: route({
    name: 'invoices-get',
    method: 'GET',
    path: 'v1/invoices/{id}',
    who: 'invoices.read',
    summary: 'One invoice with its items and what was paid',
    input: one,
    reply: invoice,
    status: 200,
    audits: 'invoice',
  }),
  state: route({
    name: 'invoices-state',
    method: 'GET',
    path: 'v1/invoices/{id}/state',
    who: 'invoices.read',
    unaudited: 'Status and balance of an invoice whose page was recorded when it was opened; no person.',
    summary: 'Whether an invoice has changed: its status and balance',
    input: one,
    reply: z.object({ status: z.enum(INVOICE_STATUSES), balance_cents: field.moneyCents }),
    status: 200,
  }),
  list: route({
    name: 'invoices-list',
    method: 'GET',
    path: 'v1/invoices',
    who: 'invoices.read',
    audits: 'invoice',
    summary: 'Invoices, newest first; `from` and `to` are days of issue (of creation, for drafts)',
    input: z.strictObject({
      patient_id: field.id.optional(),
      /** Beside the statuses: `outstanding` is issued or partially paid, `overdue` is past its due date. */
      status: z.enum([...INVOICE_STATUSES, 'outstanding', 'overdue']).optional(),
      from: field.day.optional(),
      to: field.day.optional(),
      query: field.searchText(LIMITS.search).optional(),
      ...field.page,
    }),
    reply: field.pageOf(invoiceSummary),
    status: 200,
  }),
  edit: route({
    name: 'invoices-edit',
    method: 'PATCH',
    path: 'v1/invoices/{id}',
    who: 'invoices.write',
    summary: 'Change a draft; If-Match holds the version that was read',
    input: z.strictObject({
      id: field.id,
      patient_id: field.id.optional(),
      ...draft,
      due_date: draft.due_date.optional(),
      items: draft.items.optional(),
    }),
    reply: invoice,
    status: 200,
  }),
  remove: route({
    name: 'invoices-remove',
    method: 'DELETE',
    path: 'v1/invoices/{id}',
    who: 'invoices.write',
    summary: 'Delete a draft; it never had a number',
    input: one,
    reply: nothing,
    status: 204,
  }),
  issue: route({
    name: 'invoices-issue',
    method: 'POST',
    path: 'v1/invoices/{id}/issue',
    who: 'invoices.write',
    summary: 'Number the invoice, book the debt, open its payment page and notify the patient',
    input: z.strictObject({
      id: field.id,
      notify: z
        .array(z.enum(['email', 'sms']))
        .max(2)
        .optional(),
      /**
       * When the payment page at Stripe is opened: `queue`, right after the answer, whose `payment_link_status` is
       * `pending`; or `now`, before it. `queue` when left out.
       */
      payment_page: z.enum(PAGE_TIMES).optional(),
    }),
    reply: invoice,
    status: 200,
    idempotent: true,
  }),
  cancel: route({
    name: 'invoices-cancel',
    method: 'POST',
    path: 'v1/invoices/{id}/cancel',
    who: 'invoices.write',
    summary: 'Cancel an invoice on which nothing was paid',
    input: z.strictObject({ id: field.id, reason: field.lines(LIMITS.reason) }),
    reply: invoice,
    status: 200,
    idempotent: true,
  }),
  createPaymentLink: route({
    name: 'invoices-create-payment-link',
    method: 'POST',
    path: 'v1/invoices/{id}/create-payment-link',
    who: 'invoices.write',
    summary: 'The open payment page for the balance, or for a part of it',
    input: z.strictObject({
      id: field.id,
      kind: z.enum(paymentLinkKinds).optional(),
      amount_cents: field.positiveCents.optional(),
    }),
    reply: paymentLink.extend({
      stripe_checkout_session_id: z.string().optional(),
      stripe_payment_link_id: z.string().optional(),
    }),
    status: 200,
    idempotent: true,
  }),
  send: route({
    name: 'invoices-send',
    method: 'POST',
    path: 'v1/invoices/{id}/send',
    who: 'invoices.write',
    summary: 'Send the patient a fresh link by e-mail or text',
    input: z.strictObject({
      id: field.id,
      notify: z
        .array(z.enum(['email', 'sms']))
        .min(1)
        .max(2),
    }),
    reply: invoice,
    status: 200,
    idempotent: true,
  }),
  payments: route({
    name: 'invoices-payments',
    method: 'GET',
    path: 'v1/invoices/{id}/payments',
    who: 'payments.read',
    summary: 'What was paid on an invoice, newest first',
    input: one,
    reply: z.object({ data: z.array(invoicePayment) }),
    status: 200,
    audits: 'invoice',
  }),
  timeline: route({
    name: 'invoices-timeline',
    method: 'GET',
    path: 'v1/invoices/{id}/timeline',
    who: 'invoices.read',
    summary: 'What was done to an invoice and its payments, oldest first; looking at it is left out',
    input: one,
    reply: z.object({ data: field.timeline }),
    status: 200,
    audits: 'invoice',
  }),
  superbill: route({
    name: 'invoices-superbill',
    method: 'GET',
    path: 'v1/invoices/{id}/superbill',
    who: 'invoices.read',
    summary:
      'An issued invoice for the patient’s insurer: codes, practitioners and payments, as a tagged PDF',
    input: one,
    reply: file,
    file: 'application/pdf',
    status: 200,
    audits: 'invoice',
  }),
  pdf: route({
    name: 'invoices-pdf',
    method: 'GET',
    path: 'v1/invoices/{id}/pdf',
    who: 'invoices.read',
    summary: 'An issued invoice as a tagged PDF',
    input: one,
    reply: file,
    file: 'application/pdf',
    status: 200,
    audits: 'invoice',
  }),
};
