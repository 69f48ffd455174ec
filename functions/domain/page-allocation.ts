/** What one payment page covers of a patient's invoices, and what its payment settles of them (decision 35). */
import {
  type Allocation,
  allocateOldestFirst,
  oldestDueFirst,
  type Payer,
  requirePayableBy,
  type Settleable,
} from './allocation.ts';
import { formatMoney } from './currency.ts';
import { isPayable } from './invoice.ts';
import { add, type Cents, cents, INVOICE_CENTS_MAX, min, subtract, ZERO } from './money.ts';
import { chargeRefusal, refuseOnline, restRefusal } from './online-amount.ts';
import { type FieldError, refuse, refuseField } from './refusal.ts';

/** Stripe takes as many line items on a page: one for each invoice. */
export const PAGE_INVOICES_MAX = 100;

/** An invoice that the payer chose, and how much of it; all that is owed when no amount is given. */
export type ChosenInvoice = { invoiceId: string; amountCents: Cents | undefined };

/** What the payer wants to pay. An amount without parts is spread, the oldest due first. */
export type PageChoice = {
  chosen: readonly ChosenInvoice[] | undefined;
  amountCents: Cents | undefined;
};

/**
 * The part of each invoice that a page covers. Refuses `nothing_owed` (409), and with the field (400) invoices that are
 * unknown, named twice, of another patient or currency, or on which nothing is owed; amounts above what is owed; and
 * amounts that Stripe does not take, or that leave a rest that it does not take.
 *
 * @param invoices those that are chosen, as far as they exist; without a choice the open ones
 */
export function allocatePage(
  invoices: readonly Settleable[],
  choice: PageChoice,
  payer: Payer,
): Allocation[] {
  const parts = choice.chosen ? chosenParts(choice.chosen, invoices, payer) : everything(invoices);
  if (parts.length === 0) {
    refuse('conflict', 'nothing_owed', 'The patient owes nothing in this currency.');
  }
  const covered =
    choice.amountCents === undefined ? parts : spread(parts, invoices, choice.amountCents, payer);
  const totalCents = add(...covered.map((each) => each.amountCents));
  if (totalCents > INVOICE_CENTS_MAX) {
    const most = formatMoney(cents(INVOICE_CENTS_MAX), payer.currency);
    refuseField('amount_cents', 'above_maximum', `At most ${most} can be paid at once.`);
  }
  const refused = chargeRefusal(totalCents, payer.currency);
  if (refused) refuseOnline('amount_cents', refused, totalCents, payer.currency);
  requirePayableRests(covered, invoices, choice, payer);
  return covered;
}

const everything = (invoices: readonly Settleable[]): Allocation[] =>
  invoices
    .filter(({ status, balanceCents }) => isPayable(status) && balanceCents > 0)
    .toSorted(oldestDueFirst)
    .slice(0, PAGE_INVOICES_MAX)
    .map(({ id, balanceCents }) => ({ invoiceId: id, amountCents: balanceCents }));

function chosenParts(
  chosen: readonly ChosenInvoice[],
  invoices: readonly Settleable[],
  payer: Payer,
): Allocation[] {
  const seen = new Set<string>();
  return chosen.map(({ invoiceId, amountCents }, place) => {
    const path = `invoices.${place}.invoice_id`;
    if (seen.has(invoiceId)) refuseField(path, 'named_twice', 'This invoice is named twice.');
    seen.add(invoiceId);
    const owedCents = requirePayableBy(
      payer,
      invoices.find(({ id }) => id === invoiceId),
      path,
    );
    if (amountCents !== undefined && amountCents > owedCents) {
      refuseAboveBalance(`invoices.${place}.amount_cents`, owedCents, payer);
    }
    return { invoiceId, amountCents: amountCents ?? owedCents };
  });
}

/** An amount goes to the oldest due first, up to the part of each. */
function spread(
  parts: readonly Allocation[],
  invoices: readonly Settleable[],
  amountCents: Cents,
  payer: Payer,
): Allocation[] {
  const owedCents = add(...parts.map((each) => each.amountCents));
  if (amountCents > owedCents) refuseAboveBalance('amount_cents', owedCents, payer);
  const covered = parts.flatMap((part) => {
    const invoice = invoices.find(({ id }) => id === part.invoiceId);
    return invoice ? [{ ...invoice, balanceCents: part.amountCents }] : [];
  });
  return allocateOldestFirst(covered, amountCents);
}

const refuseAboveBalance = (path: FieldError['path'], owedCents: Cents, payer: Payer): never =>
  refuseField(path, 'above_balance', `At most ${formatMoney(owedCents, payer.currency)} is owed.`);

/** No invoice keeps a rest that cannot be paid online. */
function requirePayableRests(
  parts: readonly Allocation[],
  invoices: readonly Settleable[],
  { chosen, amountCents }: PageChoice,
  { currency }: Payer,
): void {
  for (const { invoiceId, amountCents: part } of parts) {
    const owedCents = invoices.find(({ id }) => id === invoiceId)?.balanceCents ?? part;
    const refused = restRefusal(part, owedCents, currency);
    if (!refused) continue;
    const place = chosen?.findIndex((each) => each.invoiceId === invoiceId);
    const path =
      amountCents === undefined && place !== undefined ? `invoices.${place}.amount_cents` : 'amount_cents';
    refuseOnline(path, refused, part, currency);
  }
}

/**
 * What a payment settles of the invoices that its page covers: each up to its part and to what is owed by now. The rest,
 * of an invoice that was paid, credited or canceled meanwhile, is the patient's credit.
 */
export function settleCovered(
  parts: readonly Allocation[],
  invoices: readonly Pick<Settleable, 'id' | 'status' | 'balanceCents'>[],
  amountCents: Cents,
): Allocation[] {
  const settled: Allocation[] = [];
  let left = amountCents;
  for (const { invoiceId, amountCents: covered } of parts) {
    const invoice = invoices.find(({ id }) => id === invoiceId);
    const owedCents = invoice && isPayable(invoice.status) ? invoice.balanceCents : ZERO;
    const part = min(left, min(covered, owedCents));
    if (part <= 0) continue;
    settled.push({ invoiceId, amountCents: part });
    left = subtract(left, part);
  }
  return settled;
}

/** Whether two pages cover the same parts, in whichever order. */
export const coversSame = (one: readonly Allocation[], other: readonly Allocation[]): boolean =>
  one.length === other.length &&
  one.every(({ invoiceId, amountCents }) =>
    other.some((each) => each.invoiceId === invoiceId && each.amountCents === amountCents),
  );
