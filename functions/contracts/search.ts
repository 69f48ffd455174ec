/** One search over patients, documents and money. */
import * as z from 'zod';
import * as field from './fields.ts';
import { invoiceSummary, payment } from './invoices.ts';
import { LIMITS } from './limits.ts';
import { patientSummary } from './patients.ts';
import { route } from './route.ts';

/** The invoice that something belongs to, and whose it is. */
const ofInvoice = {
  invoice_id: field.id,
  invoice_number: z.string().nullable(),
  patient_name: z.string(),
};

const foundInvoice = invoiceSummary.pick({
  id: true,
  invoice_number: true,
  patient_name: true,
  status: true,
  currency: true,
  total_amount_cents: true,
  balance_cents: true,
});
const foundPayment = payment
  .pick({
    id: true,
    amount_cents: true,
    currency: true,
    status: true,
    method: true,
    receipt_number: true,
    received_at: true,
  })
  .extend(ofInvoice);
const foundCreditNote = z.object({
  id: field.id,
  number: z.string(),
  amount_cents: field.moneyCents,
  currency: field.currency,
  ...ofInvoice,
});
const foundRefund = z.object({
  id: field.id,
  payment_id: field.id,
  amount_cents: field.moneyCents,
  currency: field.currency,
  status: z.string(),
  ...ofInvoice,
});

/** Whether a group holds more than is shown is not counted: who needs them all opens the list. */
const found = z.object({
  patients: z.array(patientSummary.pick({ id: true, name: true, email: true, phone: true, dob: true })),
  invoices: z.array(foundInvoice),
  payments: z.array(foundPayment),
  credit_notes: z.array(foundCreditNote),
  refunds: z.array(foundRefund),
});
export type Found = z.output<typeof found>;

export const search = {
  find: route({
    name: 'search-find',
    method: 'GET',
    path: 'v1/search',
    who: 'account.use',
    audits: 'search',
    summary:
      'Patients by name, phone, e-mail or birth date; invoices, payments, credit notes and refunds by number, amount or id of Stripe',
    input: z.strictObject({
      query: field.searchText(LIMITS.search).min(2, 'Enter at least two characters.'),
    }),
    reply: found,
    status: 200,
  }),
};
