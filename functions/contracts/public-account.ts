/** What a patient reaches with the link of the account, without signing in (decision 19). */
import * as z from 'zod';
import * as field from './fields.ts';
import { pageChoice } from './patient-payments.ts';
import { clinic, openedPage, token } from './public-parts.ts';
import { route } from './route.ts';

/** What a patient owes on all invoices: numbers, days and amounts, and nothing of the treatments. */
export const publicAccount = z.object({
  patient_name: z.string(),
  clinic,
  /** One for each currency in which something is owed or is credit. */
  accounts: z.array(
    z.object({
      currency: field.currency,
      owed_cents: field.moneyCents,
      credit_cents: field.moneyCents,
      /** The least that one payment online may be. */
      minimum_cents: field.moneyCents,
      invoices: z.array(
        z.object({
          id: field.id,
          invoice_number: z.string(),
          issued_on: z.string(),
          due_date: z.string(),
          overdue: z.boolean(),
          total_amount_cents: field.moneyCents,
          balance_cents: field.moneyCents,
          /** Its payment is being confirmed, so that it cannot be paid again now. */
          processing: z.boolean(),
        }),
      ),
      /** What is still to be paid of payment plans that stand. */
      instalments: z.array(
        z.object({
          due_date: z.string(),
          amount_cents: field.moneyCents,
          received_cents: field.moneyCents,
          overdue: z.boolean(),
        }),
      ),
    }),
  ),
});
export type PublicAccount = z.output<typeof publicAccount>;

export const publicAccountRoutes = {
  account: route({
    name: 'public-account',
    method: 'GET',
    path: 'v1/public/accounts/{token}',
    who: 'signed',
    summary: 'The open invoices, the credit and the instalments of the patient behind a link to the account',
    input: z.strictObject({ token }),
    reply: publicAccount,
    status: 200,
  }),
  accountCheckout: route({
    name: 'public-account-checkout',
    method: 'POST',
    path: 'v1/public/accounts/{token}/checkout',
    who: 'signed',
    summary: 'Open the payment page at Stripe for all that is owed, for chosen invoices, or for an amount',
    input: z.strictObject({ token, currency: field.currency, ...pageChoice }),
    reply: openedPage,
    status: 200,
  }),
};
