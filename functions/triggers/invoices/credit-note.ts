/** POST /api/v1/invoices/{id}/credit-notes */
import { type CreditNoteInput, issueCreditNote } from '../../capabilities/invoices/credit-note.ts';
import { invoiceCorrections } from '../../contracts/invoice-corrections.ts';
import { command } from '../../http/command.ts';
import { readCreditNote } from '../../http/replies/invoice-corrections.ts';

command(
  invoiceCorrections.creditNote,
  ({ app, input, caller }) => {
    const { id: invoiceId, reason, lines, amount_cents: amountCents = 0 } = input;
    const of: CreditNoteInput['of'] = lines
      ? {
          lines: lines.map((line) => ({
            invoiceItemId: line.invoice_item_id,
            amountCents: line.amount_cents,
          })),
        }
      : { amountCents };
    return issueCreditNote(app, { invoiceId, reason, of }, caller);
  },
  ({ app }, id) => readCreditNote(app, id),
);
