/** An invoice as the builder holds it, what it comes to, and as the API takes it. */
import type { Control, UseFormReturn } from 'react-hook-form';
import type * as z from 'zod';
import type { invoices } from '../../../../../functions/contracts/invoices.ts';
import { addDays, type Day } from '../../../../../functions/domain/calendar.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import { type Cents, cents, ZERO } from '../../../../../functions/domain/money.ts';
import { Refusal } from '../../../../../functions/domain/refusal.ts';
import {
  grossCents,
  invoiceTotals,
  type LineInput,
  partAtRate,
} from '../../../../../functions/domain/totals.ts';
import {
  type AmountValue,
  inCurrency,
  parsePercent,
  parseQuantity,
  percentText,
} from '../../../shared/money/amounts.ts';
import type { ShownLine } from '../InvoiceLines.tsx';
import type { Invoice } from '../queries.ts';
import { type DetailValues, detailsOf, detailValues, EMPTY_DETAILS, givenDetails } from './details.ts';
import { isAsListed } from './listed-price.ts';

/** The form of the builder, as its fields take it. */
export type BuilderControl = Control<BuilderValues, unknown, unknown>;
/** How a field fills in others. */
export type BuilderFill = Pick<
  UseFormReturn<BuilderValues, unknown, unknown>,
  'clearErrors' | 'getValues' | 'setFocus' | 'setValue'
>;

export type ItemValues = DetailValues & {
  description: string;
  quantity: string;
  unit_price_cents: AmountValue;
  discount_cents: AmountValue;
  /** As it is typed, in percent; unless the item came with an amount of tax. */
  tax_rate_thousandths: string;
  tax_cents: AmountValue | null;
};

export type BuilderValues = {
  /** Empty until a patient is chosen. */
  patient_id: string;
  patient_name: string;
  currency: Currency;
  due_date: string;
  items: ItemValues[];
  discount_cents: AmountValue;
  notes: string;
};

export const EMPTY_ITEM: ItemValues = {
  ...EMPTY_DETAILS,
  description: '',
  quantity: '1',
  unit_price_cents: 'empty',
  discount_cents: 'empty',
  tax_rate_thousandths: '',
  tax_cents: null,
};

/** How long patients usually have to pay. */
const DUE_DAYS = 30;

export const newValues = (currency: Currency, today: Day): BuilderValues => ({
  patient_id: '',
  patient_name: '',
  currency,
  due_date: addDays(today, DUE_DAYS),
  items: [EMPTY_ITEM],
  discount_cents: 'empty',
  notes: '',
});

/** Another currency with the digits as they were typed; what does not fit it is asked for again. */
export function withCurrency(values: BuilderValues, currency: Currency): BuilderValues {
  const moved = (value: AmountValue) => inCurrency(value, values.currency, currency);
  return {
    ...values,
    currency,
    discount_cents: moved(values.discount_cents),
    items: values.items.map((item) => ({
      ...item,
      unit_price_cents:
        (isAsListed(item, values.currency) && item.listed_prices[currency]) || moved(item.unit_price_cents),
      discount_cents: moved(item.discount_cents),
      tax_cents: item.tax_cents === null ? null : moved(item.tax_cents),
    })),
  };
}

const orEmpty = (amount: number): AmountValue => (amount === 0 ? 'empty' : amount);

export const valuesOf = (invoice: Invoice): BuilderValues => ({
  patient_id: invoice.patient_id,
  patient_name: invoice.patient_name,
  currency: invoice.currency,
  due_date: invoice.due_date,
  items: invoice.items.map((item) => ({
    ...detailValues(item, invoice.currency),
    description: item.description,
    quantity: String(item.quantity),
    unit_price_cents: item.unit_price_cents,
    discount_cents: item.discount_rate_thousandths === null ? orEmpty(item.discount_cents) : 'empty',
    tax_rate_thousandths: item.tax_rate_thousandths === null ? '' : percentText(item.tax_rate_thousandths),
    tax_cents: item.tax_rate_thousandths === null && item.tax_cents > 0 ? item.tax_cents : null,
  })),
  discount_cents: orEmpty(invoice.discount_cents),
  notes: invoice.notes ?? '',
});

export const amountOf = (value: AmountValue | null): number => (typeof value === 'number' ? value : 0);
export const quantityOf = (text: string): number => parseQuantity(text) ?? 0;

/** An item as the totals take it; what is not filled in counts as nothing. */
function lineInput(item: ItemValues): LineInput {
  const quantity = quantityOf(item.quantity);
  const unitPriceCents = cents(amountOf(item.unit_price_cents));
  const most = cents(grossCents(quantity, unitPriceCents));
  const rate = parsePercent(item.discount_rate_thousandths);
  return {
    quantity,
    unitPriceCents,
    discountCents:
      rate === null ? cents(Math.min(amountOf(item.discount_cents), most)) : partAtRate(most, rate),
    tax:
      item.tax_cents === null
        ? { rateThousandths: parsePercent(item.tax_rate_thousandths) ?? 0 }
        : { cents: cents(amountOf(item.tax_cents)) },
  };
}

/** What the lines and the whole come to so far; `refusal` when the discount or a tax cannot be. */
export function totalsOf(values: BuilderValues): {
  lines: ShownLine[];
  discountCents: number;
  totalCents: number;
  refusal?: Refusal;
} {
  const inputs = values.items.map(lineInput);
  const discountCents = cents(amountOf(values.discount_cents));
  const { totals, refusal } = pricedOrRefused(inputs, discountCents);
  const lines = totals.lines.map((line, index) => ({
    ...detailsOf(values.items[index] ?? EMPTY_ITEM),
    description: values.items[index]?.description ?? '',
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

type CreateInput = z.input<typeof invoices.create.input>;

/** The draft as the API takes it. Right only for values in which nothing is wrong. */
export function inputOf(values: BuilderValues): CreateInput {
  return {
    patient_id: values.patient_id,
    due_date: values.due_date,
    currency: values.currency,
    items: values.items.map((item) => ({
      ...givenDetails(isAsListed(item, values.currency) ? { ...item, price_reason: '' } : item),
      description: item.description,
      quantity: quantityOf(item.quantity),
      unit_price_cents: amountOf(item.unit_price_cents),
      ...(amountOf(item.discount_cents) > 0 ? { discount_cents: amountOf(item.discount_cents) } : {}),
      ...(item.tax_cents === null
        ? { tax_rate_thousandths: parsePercent(item.tax_rate_thousandths || '0') ?? 0 }
        : { tax_cents: amountOf(item.tax_cents) }),
    })),
    discount_cents: amountOf(values.discount_cents),
    notes: values.notes.trim() || null,
  };
}
