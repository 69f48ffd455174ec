/** Lists as files for a spreadsheet: the same filters as the screens, every row, and never a page. */
import * as z from 'zod';
import * as field from './fields.ts';
import { invoices } from './invoices.ts';
import { ledger } from './ledger.ts';
import { messages } from './messages.ts';
import { patientAccount } from './patient-account.ts';
import { patients } from './patients.ts';
import { payments } from './payments.ts';
import { priceListItems } from './price-list-items.ts';
import { reconciliation } from './reconciliation.ts';
import { refunds } from './refunds.ts';
import { reports } from './reports.ts';
import { type Route, route } from './route.ts';

const WITHOUT_PAGE = { limit: true, cursor: true } as const;

/** A route whose reply is a CSV file, sent while it is read, in the clinic's time zone. */
const exported = <I extends z.ZodType>(
  name: string,
  input: I,
  { audits, path, summary }: { audits: NonNullable<Route['audits']>; path?: string; summary: string },
) =>
  route({
    name: `exports-${name}`,
    method: 'GET',
    path: path ?? `v1/exports/${name}`,
    who: 'lists.export',
    proof: 'recent',
    audits,
    exports: true,
    summary,
    input,
    // The body is a file, not JSON.
    reply: z.undefined(),
    status: 200,
  });

/** As the reconciliation asks, with its limit of days. */
const period = reconciliation.get.input;

export const exports = {
  invoices: exported('invoices', invoices.list.input.omit(WITHOUT_PAGE), {
    audits: 'invoice',
    summary: 'Invoices as CSV',
  }),
  lines: exported('lines', invoices.list.input.omit(WITHOUT_PAGE), {
    audits: 'invoice',
    summary:
      'The lines of invoices as CSV; the filter is that of the invoices. An archived invoice whose lines cannot be read has one row with its total and the problem',
  }),
  creditNotes: exported(
    'credit-notes',
    z.strictObject({ patient_id: field.id.optional(), from: field.day.optional(), to: field.day.optional() }),
    { audits: 'invoice', summary: 'Credit notes as CSV; `from` and `to` are their days of issue' },
  ),
  payments: exported('payments', payments.list.input.omit(WITHOUT_PAGE), {
    audits: 'payment',
    summary: 'Payments as CSV',
  }),
  refunds: exported('refunds', refunds.list.input.omit(WITHOUT_PAGE), {
    audits: 'refund',
    summary: 'Refunds as CSV',
  }),
  patients: exported('patients', patients.search.input.omit(WITHOUT_PAGE), {
    audits: 'patient',
    summary: 'Patients with their balances as CSV, one row for each currency',
  }),
  ledger: exported('ledger', ledger.list.input.omit(WITHOUT_PAGE), {
    audits: 'ledger',
    summary: 'Ledger entries as CSV',
  }),
  ageing: exported('ageing', reports.ageing.input, {
    audits: 'report',
    summary: 'How long each patient’s debt has been due, as CSV',
  }),
  statement: exported('statement', patientAccount.statement.input, {
    audits: 'patient',
    path: 'v1/exports/patients/{id}/statement',
    summary: 'The movements of a patient’s statement as CSV',
  }),
  reconciliation: exported('reconciliation', period, {
    audits: 'reconciliation',
    summary: 'Differences between Stripe’s books and ours as CSV',
  }),
  payouts: exported('payouts', period, {
    audits: 'reconciliation',
    summary: 'Stripe’s payouts with the transactions in them, as CSV',
  }),
  priceList: exported('price-list', priceListItems.list.input.omit(WITHOUT_PAGE), {
    audits: 'price_list',
    summary: 'The price list as CSV, with the columns that its import takes',
  }),
  messages: exported('messages', messages.list.input.omit(WITHOUT_PAGE), {
    audits: 'message',
    summary: 'Messages to patients as CSV',
  }),
};
