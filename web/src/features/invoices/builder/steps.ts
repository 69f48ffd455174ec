/** The steps of the builder, and what must be put right in each. */
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { INVOICE_CENTS_MAX } from '../../../../../functions/domain/money.ts';
import { grossCents } from '../../../../../functions/domain/totals.ts';
import { checkForm, type FormRules } from '../../../shared/inputs/contract-form.ts';
import type { FieldMessages } from '../../../shared/inputs/form-errors.ts';
import { unreadReason } from '../../../shared/money/amount-words.ts';
import { isUnread, parsePercent } from '../../../shared/money/amounts.ts';
import { UNREAD_RATE } from '../../../shared/money/rate-words.ts';
import { amountOf, type BuilderValues, type ItemValues, inputOf, quantityOf, totalsOf } from './form.ts';
import { isOverridden } from './listed-price.ts';

export const STEPS = [
  { id: 'patient', label: 'Patient' },
  { id: 'items', label: 'Items' },
  { id: 'review', label: 'Review' },
] as const;
export type Step = (typeof STEPS)[number]['id'];

/** `where` leads the message where the field itself is not beside it. */
export type Mistake = { path: string; step: Step; where?: string; message: string };

const PATIENT_STEP = ['patient_id', 'due_date', 'currency'];

const PRICE_REASON = 'Say why another price is charged than the listed one.';
const QUANTITY = `Enter a quantity from ${LIMITS.quantityMin} to ${LIMITS.quantity}, with at most three decimals.`;

/** What is missing or cannot be read in an item, by field. */
function itemMistakes(item: ItemValues, currency: Currency): [keyof ItemValues, string][] {
  const found: [keyof ItemValues, string][] = [];
  if (!item.description.trim()) found.push(['description', 'Enter what it is for.']);
  if (quantityOf(item.quantity) === 0) found.push(['quantity', QUANTITY]);
  if (item.unit_price_cents === 'empty') found.push(['unit_price_cents', 'Enter a price.']);
  for (const field of ['unit_price_cents', 'discount_cents', 'tax_cents'] as const) {
    const value = item[field];
    if (value !== null && isUnread(value)) found.push([field, unreadReason(value, currency)]);
  }
  if (isOverridden(item, currency) && !item.price_reason.trim()) found.push(['price_reason', PRICE_REASON]);
  if (item.discount_rate_thousandths.trim() && parsePercent(item.discount_rate_thousandths) === null)
    found.push(['discount_rate_thousandths', UNREAD_RATE]);
  const gross = grossCents(quantityOf(item.quantity), amountOf(item.unit_price_cents));
  if (typeof item.unit_price_cents === 'number' && amountOf(item.discount_cents) > gross)
    found.push(['discount_cents', 'The discount is more than the line.']);
  if (item.tax_rate_thousandths.trim() && parsePercent(item.tax_rate_thousandths) === null)
    found.push(['tax_rate_thousandths', UNREAD_RATE]);
  return found;
}

/** What is wrong with the items as a whole. */
function totalMistakes(values: BuilderValues): [string, string][] {
  if (isUnread(values.discount_cents))
    return [['discount_cents', unreadReason(values.discount_cents, values.currency)]];
  const { totalCents, refusal } = totalsOf(values);
  if (refusal) return refusal.fields.map(({ path, message }) => [fieldOf(path), message]);
  return totalCents > INVOICE_CENTS_MAX
    ? [['discount_cents', 'The total exceeds the maximum of an invoice.']]
    : [];
}

function ownMistakes(values: BuilderValues): FieldMessages {
  const items = values.items.flatMap((item, index) =>
    itemMistakes(item, values.currency).map(([field, message]): [string, string] => [
      `items.${index}.${field}`,
      message,
    ]),
  );
  return new Map([
    ...(values.patient_id ? [] : [['patient_id', 'Choose a patient.'] as const]),
    ...(items.length > 0 ? items : totalMistakes(values)),
  ]);
}

/** The field of the form where the contract or the server names another one, or the whole list. */
const fieldOf = (path: string): string =>
  path === 'items'
    ? 'items.0.description'
    : path.replace(/^(items\.\d+)\.tax_(?:basis_points|cents)$/, '$1.tax_rate_thousandths');

export const builderRules: FormRules<BuilderValues> = {
  toInput: inputOf,
  check: ownMistakes,
  // Only what can be read can be sent to the contract.
  checkFirst: true,
  fieldOf,
};

const mistakesAt = (errors: FieldMessages): Mistake[] =>
  [...errors].map(([path, message]) => {
    const item = /^items\.(\d+)\./.exec(path);
    return {
      path,
      step: PATIENT_STEP.includes(path) ? 'patient' : 'items',
      ...(item ? { where: `Item ${Number(item[1]) + 1}: ` } : {}),
      message,
    };
  });

/** Mistakes that the server found, at the fields of the form. */
export const mistakesFrom = (errors: FieldMessages): Mistake[] =>
  mistakesAt(new Map([...errors].map(([path, message]) => [fieldOf(path), message])));

/** Everything that must be put right before saving, in the order of the steps. */
export function mistakesIn(values: BuilderValues): Mistake[] {
  const found = mistakesAt(checkForm(invoices.create.input, values, builderRules).messages);
  const order = STEPS.map(({ id }) => id);
  return found.toSorted((a, b) => order.indexOf(a.step) - order.indexOf(b.step));
}
