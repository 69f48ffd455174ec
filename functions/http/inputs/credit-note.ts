/** A credit note as a body describes it, issued at once or requested. */
import type { CreditNoteInput } from '../../capabilities/invoices/credit-note.ts';

/** What a credit note is to take, from the body that names it. */
export function creditNoteInput(input: {
  id: string;
  reason: string;
  amount_cents?: number | undefined;
  lines?: readonly { invoice_item_id: string; amount_cents: number }[] | undefined;
}): CreditNoteInput {
  const { id: invoiceId, reason, lines, amount_cents: amountCents = 0 } = input;
  if (!lines) return { invoiceId, reason, of: { amountCents } };
  const chosen = lines.map((line) => ({
    invoiceItemId: line.invoice_item_id,
    amountCents: line.amount_cents,
  }));
  return { invoiceId, reason, of: { lines: chosen } };
}
