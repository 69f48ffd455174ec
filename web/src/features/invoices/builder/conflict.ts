/** Two people changed one draft: which fields differ, and the draft that follows from what is kept of each. */
import { isolate } from '../../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../../functions/domain/currency.ts';
import { formatDay } from '../../../shared/text/dates.ts';
import { amountOf, type BuilderValues } from './form.ts';

/** What is decided as one: lines belong together, and so does the currency with every amount. */
export const CONFLICT_FIELDS = ['patient', 'due_date', 'items', 'discount_cents', 'notes'] as const;
export type ConflictField = (typeof CONFLICT_FIELDS)[number];

const PARTS: Record<ConflictField, readonly (keyof BuilderValues)[]> = {
  patient: ['patient_id', 'patient_name'],
  due_date: ['due_date'],
  items: ['currency', 'items'],
  discount_cents: ['discount_cents'],
  notes: ['notes'],
};

/** What the form knows of the price list is not of the draft. */
const withoutListed = (key: string, value: unknown) => (key === 'listed_prices' ? undefined : value);

const partOf = (values: BuilderValues, field: ConflictField): string =>
  JSON.stringify(
    PARTS[field].map((name) => values[name]),
    withoutListed,
  );

/** The fields whose values are not the same. */
export const differingFields = (mine: BuilderValues, theirs: BuilderValues): ConflictField[] =>
  CONFLICT_FIELDS.filter((field) => partOf(mine, field) !== partOf(theirs, field));

/** Theirs, with the fields that are kept of mine. */
export function merged(
  mine: BuilderValues,
  theirs: BuilderValues,
  keep: readonly ConflictField[],
): BuilderValues {
  const kept = keep.flatMap((field) => PARTS[field].map((name) => [name, mine[name]] as const));
  return { ...theirs, ...Object.fromEntries(kept) };
}

/** A field as people compare it. */
export function conflictText(values: BuilderValues, field: ConflictField): string {
  const money = (value: Parameters<typeof amountOf>[0]) => formatMoney(amountOf(value), values.currency);
  switch (field) {
    case 'patient':
      return values.patient_name || 'None';
    case 'due_date':
      return formatDay(values.due_date);
    case 'items':
      return values.items
        .map(
          (item) => `${item.quantity} × ${isolate(item.description || '…')}, ${money(item.unit_price_cents)}`,
        )
        .join('; ');
    case 'discount_cents':
      return money(values.discount_cents);
    case 'notes':
      return values.notes || 'None';
  }
}
