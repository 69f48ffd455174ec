/** An invoice as the builder holds it, what is wrong with it, what it comes to, and as the API takes it. */
import type * as z from 'zod';
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import { addDays, type Day } from '../../../../../functions/domain/calendar.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { cents, INVOICE_CENTS_MAX } from '../../../../../functions/domain/money.ts';
import { invoiceTotal, lineTotals } from '../../../../../functions/domain/totals.ts';
import { parsePercent, percentText } from '../../../shared/amounts.ts';
import type { AmountValue } from '../../../shared/CurrencyInput.tsx';
import { schemaErrors } from '../../../shared/form-errors.ts';
import type { ShownLine } from '../InvoiceLines.tsx';
import type { Invoice } from '../queries.ts';

export const STEPS = [
  { id: 'patient', label: 'Patient' },
  { id: 'items', label: 'Items' },
  { id: 'review', label: 'Review' },
] as const;
export type Step = (typeof STEPS)[number]['id'];

export type LineValues = {
  description: string;
  quantity: string;
  unit: AmountValue;
  discount: AmountValue;
  /** A rate in percent, unless the line came with an amount of tax. */
  rate: string;
  taxAmount: number | null;
};

export type BuilderValues = {
  patient: { id: string; name: string } | null;
  currency: Currency;
  due_date: string;
  lines: LineValues[];
  discount: AmountValue;
  notes: string;
};

/** `where` leads the message where the field itself is not beside it. */
export type Mistake = { path: string; step: Step; where?: string; message: string };

export const EMPTY_LINE: LineValues = {
  description: '',
  quantity: '1',
  unit: 'empty',
  discount: 'empty',
  rate: '',
  taxAmount: null,
};

/** How long patients usually have to pay. */
const DUE_DAYS = 30;

export const newValues = (currency: Currency, today: Day): BuilderValues => ({
  patient: null,
  currency,
  due_date: addDays(today, DUE_DAYS),
  lines: [EMPTY_LINE],
  discount: 'empty',
  notes: '',
});

const orEmpty = (amount: number): AmountValue => (amount === 0 ? 'empty' : amount);

export const valuesOf = (invoice: Invoice): BuilderValues => ({
  patient: { id: invoice.patient_id, name: invoice.patient_name },
  currency: invoice.currency,
  due_date: invoice.due_date,
  lines: invoice.items.map((item) => ({
    description: item.description,
    quantity: String(item.quantity),
    unit: item.unit_price_cents,
    discount: orEmpty(item.discount_cents),
    rate: item.tax_basis_points === null ? '' : percentText(item.tax_basis_points),
    taxAmount: item.tax_basis_points === null && item.tax_cents > 0 ? item.tax_cents : null,
  })),
  discount: orEmpty(invoice.discount_cents),
  notes: invoice.notes ?? '',
});

const amountOf = (value: AmountValue): number => (typeof value === 'number' ? value : 0);
const quantityOf = (text: string): number => (/^[0-9]{1,4}$/.test(text.trim()) ? Number(text) : 0);

/** What the lines and the whole come to so far; what is not filled in counts as nothing. */
export function totalsOf(values: BuilderValues): {
  lines: ShownLine[];
  discountCents: number;
  totalCents: number;
} {
  const totals = values.lines.map((line) => {
    const quantity = quantityOf(line.quantity);
    const unit = cents(amountOf(line.unit));
    const discount = cents(amountOf(line.discount));
    const tax =
      line.taxAmount === null
        ? { basisPoints: parsePercent(line.rate) ?? 0 }
        : { cents: cents(line.taxAmount) };
    const result = lineTotals({ quantity, unitPriceCents: unit, discountCents: discount, tax });
    return {
      result,
      shown: {
        description: line.description,
        quantity,
        unit_price_cents: unit,
        discount_cents: discount,
        tax_cents: result.taxCents,
        total_cents: result.totalCents,
      },
    };
  });
  const discountCents = cents(amountOf(values.discount));
  return {
    lines: totals.map(({ shown }) => shown),
    discountCents,
    totalCents: invoiceTotal(
      totals.map(({ result }) => result),
      discountCents,
    ),
  };
}

type DraftInput = Omit<z.input<typeof invoices.create.input>, 'patient_id'>;

/** The draft as the API takes it. Only for values in which `mistakesIn` finds nothing. */
export function inputOf(values: BuilderValues): DraftInput {
  return {
    due_date: values.due_date,
    currency: values.currency,
    items: values.lines.map((line) => ({
      description: line.description,
      quantity: quantityOf(line.quantity),
      unit_price_cents: amountOf(line.unit),
      ...(amountOf(line.discount) > 0 ? { discount_cents: amountOf(line.discount) } : {}),
      ...(line.taxAmount === null
        ? { tax_basis_points: parsePercent(line.rate || '0') ?? 0 }
        : { tax_cents: line.taxAmount }),
    })),
    discount_cents: amountOf(values.discount),
    notes: values.notes.trim() || null,
  };
}

function lineMistakes(line: LineValues, index: number): Mistake[] {
  const at = (field: keyof LineValues, message: string): Mistake => ({
    path: `lines.${index}.${field}`,
    step: 'items',
    where: `Item ${index + 1}: `,
    message,
  });
  return [
    ...(line.description.trim() ? [] : [at('description', 'Enter what it is for.')]),
    ...(quantityOf(line.quantity) >= 1 ? [] : [at('quantity', 'Enter a quantity from 1 to 9999.')]),
    ...(line.unit === 'empty' ? [at('unit', 'Enter a price.')] : []),
    ...(line.unit === 'unreadable' ? [at('unit', 'Enter a price such as 12.50.')] : []),
    ...(line.discount === 'unreadable' ? [at('discount', 'Enter an amount such as 5.00.')] : []),
    ...(amountOf(line.discount) > quantityOf(line.quantity) * amountOf(line.unit)
      ? [at('discount', 'The discount is more than the line.')]
      : []),
    ...(line.rate.trim() && parsePercent(line.rate) === null
      ? [at('rate', 'Enter a rate from 0 to 100, such as 8.25.')]
      : []),
  ];
}

function totalMistakes(values: BuilderValues): Mistake[] {
  const { totalCents } = totalsOf(values);
  const at = (message: string): Mistake => ({ path: 'discount', step: 'items', message });
  if (values.discount === 'unreadable') return [at('Enter a discount such as 5.00.')];
  if (totalCents < 0) return [at('The discount is more than the invoice.')];
  return totalCents > INVOICE_CENTS_MAX ? [at('The invoice comes to more than one invoice may.')] : [];
}

/** The form's place of what the contract calls something else. */
const FORM_PATHS: readonly [RegExp, string][] = [
  [/^items\.(\d+)\.unit_price_cents$/, 'lines.$1.unit'],
  [/^items\.(\d+)\.discount_cents$/, 'lines.$1.discount'],
  [/^items\.(\d+)\.tax_(?:basis_points|cents)$/, 'lines.$1.rate'],
  [/^items\.(\d+)\.(description|quantity)$/, 'lines.$1.$2'],
  [/^items.*$/, 'lines.0.description'],
  [/^discount_cents$/, 'discount'],
  [/^patient_id$/, 'patient'],
];

/** Mistakes that the contract or the server found, at the fields of the form. */
export function mistakesFrom(errors: ReadonlyMap<string, string>): Mistake[] {
  return [...errors].map(([contractPath, message]) => {
    const known = FORM_PATHS.find(([pattern]) => pattern.test(contractPath));
    const path = known ? contractPath.replace(known[0], known[1]) : contractPath;
    return { path, step: path === 'patient' || path === 'due_date' ? 'patient' : 'items', message };
  });
}

/** Everything that must be put right before saving, in the order of the steps. */
export function mistakesIn(values: BuilderValues): Mistake[] {
  const patient: Mistake[] = values.patient
    ? []
    : [{ path: 'patient', step: 'patient', message: 'Choose a patient.' }];
  const lines = values.lines.flatMap(lineMistakes);
  const own = [...patient, ...(lines.length > 0 ? lines : totalMistakes(values))];
  if (own.some(({ step }) => step === 'items')) return own;
  const input = { ...inputOf(values), patient_id: values.patient?.id };
  const more = mistakesFrom(schemaErrors(invoices.create.input, input));
  return [...own, ...more.filter(({ path }) => !own.some((mistake) => mistake.path === path))];
}
