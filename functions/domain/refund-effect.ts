/** Switching the effect of a refund that was made at Stripe: its debt is credited, or owed again (decision 37). */
import { formatMoney } from './currency.ts';
import { type Debt, type LedgerEntry, type Posting, posting, receivable } from './ledger.ts';
import { add, type Cents, min, negate, subtract, ZERO } from './money.ts';
import { creditedTax, currencyOf, type InvoiceFigures } from './money-back.ts';
import type { RefundEffect, RefundStatus } from './refund.ts';
import { refuse } from './refusal.ts';

/**
 * Refuses `refund_not_outside` for a refund that was approved here with its effect, `refund_failed` for one that gave
 * nothing back, and `effect_unchanged` (409).
 */
export function requireSwitchable(
  refund: { madeAtStripe: boolean; status: RefundStatus; effect: RefundEffect },
  effect: RefundEffect,
): void {
  if (!refund.madeAtStripe) {
    const message =
      'This refund was approved with its effect. Only one that was made at Stripe can be switched.';
    refuse('conflict', 'refund_not_outside', message);
  }
  if (refund.status !== 'processing' && refund.status !== 'succeeded') {
    refuse('conflict', 'refund_failed', 'This refund failed, so it has no effect.');
  }
  if (refund.effect === effect) {
    refuse('conflict', 'effect_unchanged', 'This refund has that effect already.');
  }
}

/** What a refund has booked on one of its invoices, earlier switches included, and that invoice as it is now. */
export type BookedPart = { debt: Debt; invoice: InvoiceFigures; booked: readonly LedgerEntry[] };

type Switch = { changeId: string; paymentId: string; effect: RefundEffect };

/**
 * The posting of a switch. `reopen` undoes what the refund took back of the charge. `credit` takes back what it reopened,
 * as far as the charge goes. Refuses `invoice_cancelled`, `nothing_to_switch` when the money came from the patient's
 * credit, and `paid_again` when less is owed now than the refund reopened (409).
 */
export function effectPosting(
  parts: readonly BookedPart[],
  { changeId, paymentId, effect }: Switch,
  occurredAt: Date,
): Posting {
  for (const { invoice } of parts) {
    if (invoice.cancelled) refuse('conflict', 'invoice_cancelled', 'A canceled invoice is never owed again.');
  }
  const entries = parts.flatMap((part) =>
    effect === 'reopen' ? undoneCredit(part) : creditOfReopened(part, paymentId),
  );
  if (entries.every(({ amountCents }) => amountCents === 0)) {
    const message =
      effect === 'reopen'
        ? 'This refund credited nothing: its money came from the patient’s credit.'
        : 'This refund left nothing that can be credited.';
    refuse('conflict', 'nothing_to_switch', message);
  }
  return posting({
    kind: 'refund_effect',
    cause: `refund_effect:${changeId}`,
    currency: currencyOf(parts),
    occurredAt,
    entries,
  });
}

const isOfCredit = ({ account, effect }: LedgerEntry): boolean =>
  account === 'adjustments' || account === 'tax_payable' || effect === 'credit';

const undoneCredit = ({ booked }: BookedPart): LedgerEntry[] =>
  booked.filter(isOfCredit).map((entry) => ({ ...entry, amountCents: negate(entry.amountCents) }));

function creditOfReopened({ debt, invoice, booked }: BookedPart, paymentId: string): LedgerEntry[] {
  const reopened = sum(booked.filter(({ effect }) => effect === 'refund'));
  const charge = add(invoice.revenueCents, invoice.taxCents);
  const credited = min(reopened, charge > 0 ? charge : ZERO);
  if (credited > invoice.balanceCents) {
    const [owed, wanted] = [invoice.balanceCents, credited].map((each) => formatMoney(each, debt.currency));
    const message = `Only ${owed} of the ${wanted} that this refund reopened is still owed. Issue a credit note instead.`;
    refuse('conflict', 'paid_again', message);
  }
  const taxCents = creditedTax(invoice, credited);
  const { invoiceId } = debt;
  return [
    { ...receivable(debt, negate(credited), 'credit'), paymentId },
    { account: 'adjustments', amountCents: subtract(credited, taxCents), invoiceId, paymentId },
    { account: 'tax_payable', amountCents: taxCents, invoiceId, paymentId },
  ];
}

const sum = (entries: readonly LedgerEntry[]): Cents =>
  entries.reduce((total, { amountCents }) => add(total, amountCents), ZERO);
