/** What the ledger says of an invoice, as of any instant. */
import * as z from 'zod';
import { asOf } from './as-of.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

export const invoiceBalance = {
  balance: route({
    name: 'invoices-balance',
    method: 'GET',
    path: 'v1/invoices/{id}/balance',
    who: 'invoices.read',
    summary: 'What the ledger says of an invoice as of any instant',
    input: z.strictObject({ id: field.id, ...asOf }),
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
};

export type InvoiceBalance = z.output<typeof invoiceBalance.balance.reply>;
