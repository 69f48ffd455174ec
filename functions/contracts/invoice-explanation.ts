/** Why an invoice's balance is what it is: every part with what it came from. */
import * as z from 'zod';
import { PART_KINDS } from '../domain/balance-explanation.ts';

import * as field from './fields.ts';
import { LANGUAGES } from './patients.ts';
import { route } from './route.ts';

/** Each is the sum of its parts. What was taken off the debt counts as positive. */
const figures = {
  charged_cents: field.moneyCents,
  paid_cents: field.moneyCents,
  refunded_cents: field.moneyCents,
  credited_cents: field.moneyCents,
  written_off_cents: field.moneyCents,
  balance_cents: field.moneyCents,
};

const part = z.object({
  kind: z.enum(PART_KINDS),
  /** Which figure it is a part of. */
  effect: z.enum(['charge', 'settle', 'refund', 'credit', 'write_off']),
  /** The day in the clinic's calendar. */
  on: z.iso.date(),
  /** Positive when more is owed since, negative when less. */
  amount_cents: field.moneyCents,
  /** The number of the receipt, the credit note or the other invoice. */
  reference: z.string().nullable(),
  sentence: z.string(),
});

/** What a patient sees: no id of ours and none of Stripe's. */
export const publicExplanation = z.object({ currency: field.currency, ...figures, parts: z.array(part) });

export const explanation = publicExplanation.extend({
  parts: z.array(
    part.extend({
      occurred_at: field.instant,
      /** The line of the invoice, for a part that was billed. */
      line_id: field.id.nullable(),
      /** The posting; null only for a line of an invoice over zero. */
      transaction_id: field.id.nullable(),
      /** The posting's entries on the receivable of this invoice; the lines of an invoice share them. */
      entries: z.array(z.object({ id: z.int(), amount_cents: field.moneyCents })),
      payment_id: field.id.nullable(),
      refund_id: field.id.nullable(),
      /** Stripe's own ids of the payment, the charge, the refund or the dispute. */
      stripe_ids: z.array(z.string()),
      /** The events with which Stripe reported the payment. */
      stripe_event_ids: z.array(z.string()),
    }),
  ),
});

export const language = z.enum(LANGUAGES).optional();

export const invoiceExplanation = {
  explanation: route({
    name: 'invoices-explanation',
    method: 'GET',
    path: 'v1/invoices/{id}/explanation',
    who: 'invoices.read',
    summary:
      'The parts that an invoice’s balance is the sum of, with the ledger entries and Stripe ids behind them',
    input: z.strictObject({ id: field.id, language }),
    reply: explanation,
    status: 200,
    audits: 'invoice',
  }),
};

export type Explanation = z.output<typeof explanation>;
export type PublicExplanation = z.output<typeof publicExplanation>;
