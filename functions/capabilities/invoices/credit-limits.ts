/** The most that another credit note of an invoice may come to, in all and of each line, for whoever fills one in. */
import type { CreditLimits } from '../../contracts/invoice-corrections.ts';
import { creditableCents } from '../../domain/credit-note.ts';
import { add, type Cents, cents, min, subtract, ZERO } from '../../domain/money.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { StoredInvoice } from '../ports/invoices.ts';
import type { App } from '../ports.ts';

/** Nothing for a draft, a cancelled or an archived invoice. The command decides again with the invoice locked. */
export async function creditLimits(app: App, invoice: StoredInvoice, by: StaffCaller): Promise<CreditLimits> {
  const closed = ['draft', 'cancelled'].includes(invoice.status) || invoice.archived_at !== null;
  if (closed) return { amount_cents: ZERO, lines: [], unapproved_cents: ZERO };
  const [left, credited, { keptCents }] = await Promise.all([
    app.db.read.ledger.chargeLeft(invoice.id),
    app.db.read.corrections.creditedOf(invoice.id),
    app.db.read.refunds.invoiceMoney(invoice.id),
  ]);
  const most = creditableCents({ balanceCents: cents(invoice.balance_cents), keptCents, ...left });
  const earlierOf = (id: string) =>
    add(ZERO, ...credited.lines.filter((line) => line.invoiceItemId === id).map((line) => line.amountCents));
  const unapproved = by.actor.role === 'admin' ? most : min(most, await clerkLimitLeft(app, invoice.id));
  return {
    amount_cents: most,
    unapproved_cents: unapproved,
    lines: invoice.items.map((item) => ({
      invoice_item_id: item.id,
      amount_cents: min(
        most,
        subtract(cents(item.total_cents - item.invoice_discount_cents), earlierOf(item.id)),
      ),
    })),
  };
}

/** What is left of a clerk's limit, before an admin must approve. */
async function clerkLimitLeft(app: App, invoiceId: string): Promise<Cents> {
  const { security } = await app.db.read.settings.get();
  const earlierCents = await app.db.read.corrections.clerksCredited(invoiceId, app.clock.now());
  const limitCents = cents(security.clerk_credit_note_cents);
  return earlierCents > limitCents ? ZERO : subtract(limitCents, earlierCents);
}
