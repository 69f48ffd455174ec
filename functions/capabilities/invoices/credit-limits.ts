/** The most that another credit note of an invoice may come to, in all and of each line, for whoever fills one in. */
import type { CreditLimits } from '../../contracts/invoice-corrections.ts';
import { creditableCents } from '../../domain/credit-note.ts';
import { add, cents, min, subtract, ZERO } from '../../domain/money.ts';
import type { StoredInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';

/** Nothing for a draft, a cancelled or an archived invoice. The command decides again with the invoice locked. */
export async function creditLimits(app: App, invoice: StoredInvoice): Promise<CreditLimits> {
  const closed = ['draft', 'cancelled'].includes(invoice.status) || invoice.archived_at !== null;
  if (closed) return { amount_cents: ZERO, lines: [] };
  const [left, credited, { keptCents }] = await Promise.all([
    app.db.read.ledger.chargeLeft(invoice.id),
    app.db.read.corrections.creditedOf(invoice.id),
    app.db.read.refunds.invoiceMoney(invoice.id),
  ]);
  const most = creditableCents({ balanceCents: cents(invoice.balance_cents), keptCents, ...left });
  const earlierOf = (id: string) =>
    add(ZERO, ...credited.lines.filter((line) => line.invoiceItemId === id).map((line) => line.amountCents));
  return {
    amount_cents: most,
    lines: invoice.items.map((item) => ({
      invoice_item_id: item.id,
      amount_cents: min(
        most,
        subtract(cents(item.total_cents - item.invoice_discount_cents), earlierOf(item.id)),
      ),
    })),
  };
}
