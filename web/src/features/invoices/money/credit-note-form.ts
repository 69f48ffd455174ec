/** A credit note as the form holds it: of an amount, or of amounts beside the lines. */
import { invoiceCorrections } from '../../../../../functions/contracts/invoice-corrections.ts';
import { amountMistake } from '../../../shared/money/amount-words.ts';
import { type AmountValue, isAmountUpTo } from '../../../shared/money/amounts.ts';
import { useContractForm } from '../../../shared/inputs/contract-form.ts';
import type { Invoice } from '../queries.ts';
import type { CreditLimits } from './queries.ts';

type Line = { invoice_item_id: string; amount_cents: AmountValue };

export type CreditNoteValues = {
  id: string;
  /** Only of the form: which of the two is sent. */
  by: 'amount' | 'lines';
  amount_cents: AmountValue;
  lines: Line[];
  reason: string;
};

/** What earlier credit notes left of a line. */
export const leftOf = (limits: CreditLimits, id: string): number =>
  limits.lines.find((line) => line.invoice_item_id === id)?.amount_cents ?? 0;

/** The lines with an amount typed beside them. */
const chosen = (lines: readonly Line[]) =>
  lines.filter(({ amount_cents }) => amount_cents !== 'empty' && amount_cents !== 0);

export const sumOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { amount_cents }) => sum + (typeof amount_cents === 'number' ? amount_cents : 0), 0);

/** What the credit note comes to; undefined while it cannot be issued. */
export function creditedCents(values: CreditNoteValues, limits: CreditLimits): number | undefined {
  const amount = values.by === 'amount' ? values.amount_cents : sumOf(values.lines);
  const fit = ({ invoice_item_id, amount_cents }: Line) =>
    isAmountUpTo(amount_cents, leftOf(limits, invoice_item_id));
  if (values.by === 'lines' && !chosen(values.lines).every(fit)) return undefined;
  return isAmountUpTo(amount, limits.amount_cents) ? amount : undefined;
}

/** What is wrong with the amounts, by field. */
function amountMistakes(
  { by, amount_cents, lines }: CreditNoteValues,
  limits: CreditLimits,
  invoice: Invoice,
) {
  const { currency } = invoice;
  const found = new Map<string, string>();
  const check = (path: string, value: AmountValue, least: number, most: number) => {
    const mistake = amountMistake(value, { currency, least, most });
    if (mistake) found.set(path, mistake);
  };
  if (by === 'amount') {
    check('amount_cents', amount_cents, 1, limits.amount_cents);
    return found;
  }
  const none = chosen(lines).length === 0;
  lines.forEach(({ invoice_item_id, amount_cents: amount }, index) => {
    if (none || amount !== 'empty')
      check(`lines.${index}.amount_cents`, amount, none ? 1 : 0, leftOf(limits, invoice_item_id));
  });
  if (found.size === 0 && sumOf(lines) > limits.amount_cents) found.set('lines', 'Too much in all.');
  return found;
}

export const useCreditNoteForm = (invoice: Invoice, limits: CreditLimits) =>
  useContractForm(invoiceCorrections.creditNote.input, {
    values: {
      id: invoice.id,
      by: 'amount',
      amount_cents: 'empty',
      lines: invoice.items.map(({ id }) => ({ invoice_item_id: id, amount_cents: 'empty' })),
      reason: '',
    } as CreditNoteValues,
    toInput: ({ id, by, amount_cents, lines, reason }: CreditNoteValues) => ({
      id,
      reason,
      ...(by === 'amount' ? { amount_cents } : { lines: chosen(lines) }),
    }),
    check: (values: CreditNoteValues) => amountMistakes(values, limits, invoice),
    advice: { reason: 'Enter a reason.' },
  });
