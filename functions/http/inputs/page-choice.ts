/** What a payment page is for, as the rules have it. */
import { cents } from '../../domain/money.ts';
import type { PageChoice } from '../../domain/page-allocation.ts';

export const toPageChoice = (input: {
  invoices?: readonly { invoice_id: string; amount_cents?: number | undefined }[] | undefined;
  amount_cents?: number | undefined;
}): PageChoice => ({
  chosen: input.invoices?.map((part) => ({
    invoiceId: part.invoice_id,
    amountCents: part.amount_cents === undefined ? undefined : cents(part.amount_cents),
  })),
  amountCents: input.amount_cents === undefined ? undefined : cents(input.amount_cents),
});
