/** An invoice as the builder holds it, what is wrong with it, what it comes to, and as the API takes it. */
import type * as z from 'zod';
import { invoices } from '../../../../../functions/contracts/invoices.ts';
import { LIMITS } from '../../../../../functions/contracts/limits.ts';
import { addDays, type Day } from '../../../../../functions/domain/calendar.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { type Cents, cents, INVOICE_CENTS_MAX, ZERO } from '../../../../../functions/domain/money.ts';
import { Refusal } from '../../../../../functions/domain/refusal.ts';
import { grossCents, invoiceTotals, type LineInput } from '../../../../../functions/domain/totals.ts';
import { schemaErrors } from '../../../shared/inputs/form-errors.ts';
import { unreadReason } from '../../../shared/money/amount-words.ts';
import {
  type AmountValue,
  inCurrency,
  isUnread,
  parsePercent,
  parseQuantity,
  percentText,
} from '../../../shared/money/amounts.ts';
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
  taxAmount: AmountValue | null;
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

/** Another currency with the digits as they were typed; what does not fit it is asked for again. */
export function withCurrency(values: BuilderValues, currency: Currency): BuilderValues {
  const moved = (value: AmountValue) => inCurrency(value, values.currency, currency);
  return {
    ...values,
    currency,
    discount: moved(values.discount),
    lines: values.lines.map((line) => ({
      ...line,
      unit: moved(line.unit),
      discount: moved(line.discount),
      taxAmount: line.taxAmount === null ? null : moved(line.taxAmount),
    })),
  };
}

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
    rate: item.tax_rate_thousandths === null ? '' : percentText(item.tax_rate_thousandths),
    taxAmount: item.tax_rate_thousandths === null && item.tax_cents > 0 ? item.tax_cents : null,
  })),
  discount: orEmpty(invoice.discount_cents),
  notes: invoice.notes ?? '',
});

const amountOf = (value: AmountValue | null): number => (typeof value === 'number' ? value : 0);
const quantityOf = (text: string): number => parseQuantity(text) ?? 0;

/** A line as the totals take it; what is not filled in counts as nothing. */
function lineInput(line: LineValues): LineInput {
  const quantity = quantityOf(line.quantity);
  const unitPriceCents = cents(amountOf(line.unit));
  const most = grossCents(quantity, unitPriceCents);
  return {
    quantity,
    unitPriceCents,
    discountCents: cents(Math.min(amountOf(line.discount), most)),
    tax:
      line.taxAmount === null
        ? { rateThousandths: parsePercent(line.rate) ?? 0 }
        : { cents: cents(amountOf(line.taxAmount)) },
  };
}

/** What the lines and the whole come to so far; `refusal` when the discount or a tax cannot be. */
export function totalsOf(values: BuilderValues): {
  lines: ShownLine[];
  discountCents: number;
  totalCents: number;
  refusal?: Refusal;
} {
  const inputs = values.lines.map(lineInput);
  const discountCents = cents(amountOf(values.discount));
  const { totals, refusal } = pricedOrRefused(inputs, discountCents);
  const lines = totals.lines.map((line, index) => ({
    description: values.lines[index]?.description ?? '',
    quantity: inputs[index]?.quantity ?? 0,
    unit_price_cents: inputs[index]?.unitPriceCents ?? 0,
    discount_cents: inputs[index]?.discountCents ?? 0,
    tax_cents: line.taxCents,
    total_cents: line.totalCents,
  }));
  return {
    lines,
    discountCents: refusal ? 0 : discountCents,
    totalCents: totals.totalCents,
    ...(refusal ? { refusal } : {}),
  };
}

/** The totals, or those without discount and tax where the rules refuse them. */
function pricedOrRefused(inputs: readonly LineInput[], discountCents: Cents) {
  try {
    return { totals: invoiceTotals(inputs, discountCents) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const untaxed = inputs.map((input) => ({ ...input, tax: { cents: ZERO } }));
    return { totals: invoiceTotals(untaxed, ZERO), refusal: error };
  }
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
        ? { tax_rate_thousandths: parsePercent(line.rate || '0') ?? 0 }
        : { tax_cents: amountOf(line.taxAmount) }),
    })),
    discount_cents: amountOf(values.discount),
    notes: values.notes.trim() || null,
  };
}

function lineMistakes(line: LineValues, index: number, currency: Currency): Mistake[] {
  const at = (field: keyof LineValues, message: string): Mistake => ({
    path: `lines.${index}.${field}`,
    step: 'items',
    where: `Item ${index + 1}: `,
    message,
  });
  return [
    ...(line.description.trim() ? [] : [at('description', 'Enter what it is for.')]),
    ...(quantityOf(line.quantity) > 0
      ? []
      : [
          at(
            'quantity',
            `Enter a quantity from ${LIMITS.quantityMin} to ${LIMITS.quantity}, with at most three decimals.`,
          ),
        ]),
    ...(line.unit === 'empty' ? [at('unit', 'Enter a price.')] : []),
    ...(['unit', 'discount', 'taxAmount'] as const).flatMap((field) => {
      const value = line[field];
      return value !== null && isUnread(value) ? [at(field, unreadReason(value, currency))] : [];
    }),
    ...(typeof line.unit === 'number' &&
    amountOf(line.discount) > grossCents(quantityOf(line.quantity), amountOf(line.unit))
      ? [at('discount', 'The discount is more than the line.')]
      : []),
    ...(line.rate.trim() && parsePercent(line.rate) === null
      ? [at('rate', 'Enter a rate from 0 to 100 with at most three decimals, such as 8.875.')]
      : []),
  ];
}

function totalMistakes(values: BuilderValues): Mistake[] {
  const { totalCents, refusal } = totalsOf(values);
  const at = (message: string): Mistake => ({ path: 'discount', step: 'items', message });
  if (isUnread(values.discount)) return [at(unreadReason(values.discount, values.currency))];
  if (refusal) return mistakesFrom(new Map(refusal.fields.map(({ path, message }) => [path, message])));
  return totalCents > INVOICE_CENTS_MAX ? [at('The invoice comes to more than one invoice may.')] : [];
}

/** The form's place of what the contract calls something else. */
const FORM_PATHS: readonly [RegExp, string][] = [
  [/^items\.(\d+)\.unit_price_cents$/, 'lines.$1.unit'],
  [/^items\.(\d+)\.discount_cents$/, 'lines.$1.discount'],
  [/^items\.(\d+)\.tax_(?:rate_thousandths|basis_points|cents)$/, 'lines.$1.rate'],
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
  const lines = values.lines.flatMap((line, index) => lineMistakes(line, index, values.currency));
  const own = [...patient, ...(lines.length > 0 ? lines : totalMistakes(values))];
  if (own.some(({ step }) => step === 'items')) return own;
  const input = { ...inputOf(values), patient_id: values.patient?.id };
  const more = mistakesFrom(schemaErrors(invoices.create.input, input));
  return [...own, ...more.filter(({ path }) => !own.some((mistake) => mistake.path === path))];
}
