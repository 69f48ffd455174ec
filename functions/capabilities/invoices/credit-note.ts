/** Issuing a credit note: a part of an invoice's charge is taken back, under a number of its own series. */
import { randomUUID } from 'node:crypto';
import { creditNotePosting } from '../../domain/corrections.ts';
import { type Creditable, type CreditShares, creditShares, lineCreditTax } from '../../domain/credit-note.ts';
import { exceedsClerkLimit, requireWithinClerkLimit } from '../../domain/credit-note-request.ts';
import { formatMoney } from '../../domain/currency.ts';
import { add, type Cents, cents, subtract, ZERO } from '../../domain/money.ts';
import { refuse, refuseField } from '../../domain/refusal.ts';
import { askToClose, closeCheckoutNow } from '../checkouts/close.ts';
import { closePageFirst } from '../checkouts/close-first.ts';
import { commandTransaction, type Done } from '../command.ts';
import { allocateNumber } from '../numbers/allocate.ts';
import type { StaffCaller } from '../ports/common.ts';
import type { CreditNoteLine } from '../ports/invoice-corrections.ts';
import type { LockedInvoice } from '../ports/invoices.ts';
import type { App, Stores } from '../ports.ts';
import { syncStatusWithLedger } from './sync-status.ts';

export type CreditNoteInput = {
  invoiceId: string;
  reason: string;
  /** Either an amount of the whole invoice, or amounts of chosen lines. */
  of: { amountCents: number } | { lines: readonly { invoiceItemId: string; amountCents: number }[] };
};

/**
 * Credits an amount or lines: off the debt first, the rest becomes the patient's credit. Refuses `invoice_unknown`,
 * `invoice_not_issued`, `invoice_archived`, `nothing_to_credit`, `above_creditable`, `credit_note_needs_admin`, a strange or a repeated
 * line, and `payment_in_progress` when the patient has just paid online.
 */
export async function issueCreditNote(app: App, input: CreditNoteInput, by: StaffCaller): Promise<Done> {
  const lock = (tx: Stores) => lockWithinLimit(app, tx, input, by);
  const isClosing = await closePageFirst(app, input.invoiceId, by, lock);
  const issued = await commandTransaction(app, async (tx) => {
    const parts = await lock(tx);
    const id = randomUUID();
    const { closing, details } = await bookCreditNote(app, tx, { id, parts, reason: input.reason }, by);
    await tx.audit.record(by, {
      action: 'credit_invoice',
      targetType: 'invoice',
      targetId: input.invoiceId,
      details,
    });
    return { id, closing };
  });
  if (issued.closing && !isClosing) await closeCheckoutNow(app, issued.closing);
  return issued;
}

/** Books the credit note under its id and marks the payment page as closing. `details` are for the audit. */
export async function bookCreditNote(
  app: App,
  tx: Stores,
  { id, parts, reason }: { id: string; parts: CreditedParts; reason: string },
  by: StaffCaller,
) {
  const { invoice, lines, amountCents, shares } = parts;
  const issuedAt = app.clock.now();
  const { currency, patientId, id: invoiceId } = invoice;
  const debt = { invoiceId, patientId, currency };
  await tx.ledger.post(creditNotePosting(debt, { ...shares, creditNoteId: id, amountCents }, issuedAt));
  await syncStatusWithLedger(tx, invoiceId);
  const closing = await askToClose(tx, invoiceId, by);
  const number = await allocateNumber(app, tx, { kind: 'credit_note', documentId: id, at: issuedAt });
  const staffId = by.actor.id;
  const note = { id, number, invoiceId, currency, amountCents, ...shares, reason, staffId, issuedAt };
  await tx.corrections.addCreditNote({ ...note, lines });
  return { closing, details: { credit_note_id: id, number, amount_cents: amountCents, ...shares, reason } };
}

/** The invoice, locked, and what a credit note takes of it. */
export type CreditedParts = {
  invoice: LockedInvoice;
  lines: CreditNoteLine[];
  amountCents: Cents;
  shares: CreditShares;
};

/** The invoice, locked, with what is to be credited of it; refuses what cannot be. */
export async function lockCreditable(tx: Stores, input: CreditNoteInput): Promise<CreditedParts> {
  const invoice = await tx.invoices.require(input.invoiceId);
  if (invoice.status === 'draft' || invoice.status === 'cancelled') {
    refuse('conflict', 'invoice_not_issued', 'Only an issued invoice can be credited.');
  }
  if (invoice.archived) {
    refuse('conflict', 'invoice_archived', 'This invoice is in the archive. Restore it first.');
  }
  const { creditable, lines, amountCents } = await creditedParts(tx, invoice, input);
  const lineTax = lines.length > 0 ? add(ZERO, ...lines.map((line) => line.taxCents)) : undefined;
  const shares = creditShares(creditable, amountCents, lineTax);
  return { invoice, lines, amountCents, shares };
}

/** Whether an admin must approve before this person credits so much of the invoice. */
export async function needsApproval(
  app: App,
  tx: Stores,
  { invoice, amountCents }: CreditedParts,
  by: StaffCaller,
): Promise<boolean> {
  const { credit, limitCents } = await clerkCredit(app, tx, { invoice, amountCents });
  return by.actor.role !== 'admin' && exceedsClerkLimit(credit, limitCents);
}

async function lockWithinLimit(app: App, tx: Stores, input: CreditNoteInput, by: StaffCaller) {
  const parts = await lockCreditable(tx, input);
  if (by.actor.role !== 'admin') {
    const { credit, limitCents } = await clerkCredit(app, tx, parts);
    requireWithinClerkLimit(credit, limitCents);
  }
  return parts;
}

async function clerkCredit(
  app: App,
  tx: Stores,
  { invoice, amountCents }: Pick<CreditedParts, 'invoice' | 'amountCents'>,
) {
  const { security } = await tx.settings.get();
  // Others who credit this patient's invoices wait, so that two small credit notes do not pass beside each other.
  await tx.credits.lock(invoice.patientId, invoice.currency);
  const earlierCents = await tx.corrections.clerksCredited(invoice.id, app.clock.now());
  return {
    credit: { amountCents, earlierCents, currency: invoice.currency },
    limitCents: cents(security.clerk_credit_note_cents),
  };
}

async function creditedParts(
  tx: Stores,
  invoice: LockedInvoice,
  input: CreditNoteInput,
): Promise<{ creditable: Creditable; lines: CreditNoteLine[]; amountCents: Cents }> {
  const left = await tx.ledger.chargeLeft(invoice.id);
  const credited = await tx.corrections.creditedOf(invoice.id);
  const { keptCents } = await tx.refunds.invoiceMoney(invoice.id);
  const lines = 'lines' in input.of ? creditedLines(invoice, input.of.lines, credited.lines) : [];
  const amountCents =
    'lines' in input.of ? add(ZERO, ...lines.map((line) => line.amountCents)) : cents(input.of.amountCents);
  const { balanceCents, currency } = invoice;
  return {
    creditable: { currency, balanceCents, keptCents, ...left },
    lines,
    amountCents,
  };
}

function creditedLines(
  invoice: LockedInvoice,
  requested: readonly { invoiceItemId: string; amountCents: number }[],
  earlier: readonly CreditNoteLine[],
): CreditNoteLine[] {
  const seen = new Set<string>();
  return requested.map(({ invoiceItemId, amountCents }, index) => {
    const path = `lines.${index}`;
    const line = invoice.lines.find(({ id }) => id === invoiceItemId);
    if (!line)
      return refuseField(`${path}.invoice_item_id`, 'line_unknown', 'This line belongs to another invoice.');
    if (seen.has(invoiceItemId))
      refuseField(`${path}.invoice_item_id`, 'given_twice', 'This line is given twice.');
    seen.add(invoiceItemId);
    const before = earlier.find((one) => one.invoiceItemId === invoiceItemId);
    const earlierCents = before?.amountCents ?? ZERO;
    const chargedCents = subtract(line.totalCents, line.discountShareCents);
    if (amountCents > chargedCents - earlierCents) {
      const left = formatMoney(chargedCents - earlierCents, invoice.currency);
      refuseField(`${path}.amount_cents`, 'above_line', `At most ${left} is left of this line.`);
    }
    const part = {
      totalCents: chargedCents,
      taxCents: line.taxCents,
      earlierCents,
      earlierTaxCents: before?.taxCents ?? ZERO,
      amountCents: cents(amountCents),
    };
    return { invoiceItemId, amountCents: part.amountCents, taxCents: lineCreditTax(part) };
  });
}
