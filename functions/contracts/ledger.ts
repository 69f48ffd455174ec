/** The entries of the ledger, with the trial balance. */
import * as z from 'zod';
import { ACCOUNTS } from '../domain/ledger.ts';
import * as field from './fields.ts';
import { route } from './route.ts';

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

export const ledger = {
  list: route({
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
};
