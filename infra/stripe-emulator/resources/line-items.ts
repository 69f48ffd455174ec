/** Lines from parameters: a one-off price each, because the emulator keeps no catalogue. */
import type Stripe from 'stripe';
import { AMOUNT_MAX, checkLastDecimal } from '../params/amounts.ts';
import { invalidParameter, resourceMissing } from '../params/errors.ts';
import { mergeMetadata } from '../params/metadata.ts';
import { newLine } from '../payments/session-object.ts';
import type { LineItemInput } from './checkout-session-params.ts';

/** The lines and their common currency. Refuses prices of a catalogue, mixed currencies and sums beyond bounds. */
export function linesFrom(
  inputs: LineItemInput[],
  created: number,
): { lines: Stripe.LineItem[]; currency: string } {
  const lines = inputs.map((input, index) => line(input, `line_items[${index}]`, created));
  const currency = lines[0]?.currency ?? 'usd';
  if (lines.some((one) => one.currency !== currency)) {
    throw invalidParameter('All line items must use the same currency.', { param: 'line_items' });
  }
  const total = lines.reduce((sum, one) => sum + one.amount_total, 0);
  if (total > AMOUNT_MAX) {
    const message = `The total amount of the line items must be no more than ${AMOUNT_MAX}.`;
    throw invalidParameter(message, { code: 'amount_too_large', param: 'line_items' });
  }
  return { lines, currency };
}

function line(input: LineItemInput, path: string, created: number): Stripe.LineItem {
  if (input.price !== undefined && input.price_data !== undefined) {
    const message = `You may only specify one of these parameters: price, price_data.`;
    throw invalidParameter(message, { code: 'parameters_exclusive', param: `${path}[price]` });
  }
  if (input.price !== undefined) throw resourceMissing('price', input.price, `${path}[price]`);
  const data = input.price_data;
  if (data === undefined) throw missing(`${path}[price_data]`);
  if (data.product !== undefined)
    throw resourceMissing('product', data.product, `${path}[price_data][product]`);
  if (data.product_data === undefined) throw missing(`${path}[price_data][product_data]`);
  if (input.quantity === undefined) throw missing(`${path}[quantity]`);
  const unitAmount = unitAmountOf(data, `${path}[price_data]`);
  checkLastDecimal(unitAmount, data.currency, `${path}[price_data][unit_amount]`);
  return newLine({
    name: data.product_data.name,
    description: data.product_data.description ?? null,
    currency: data.currency,
    unitAmount,
    quantity: input.quantity,
    metadata: mergeMetadata({}, input.metadata),
    created,
  });
}

type PriceInput = NonNullable<LineItemInput['price_data']>;

/** Whole units only: fractions of a cent are Stripe's, and not modelled. */
function unitAmountOf(data: PriceInput, path: string): number {
  if (data.unit_amount !== undefined && data.unit_amount_decimal !== undefined) {
    const message = 'You may only specify one of these parameters: unit_amount, unit_amount_decimal.';
    throw invalidParameter(message, { code: 'parameters_exclusive', param: `${path}[unit_amount]` });
  }
  if (data.unit_amount !== undefined) return data.unit_amount;
  if (data.unit_amount_decimal === undefined) throw missing(`${path}[unit_amount]`);
  const amount = Number(data.unit_amount_decimal);
  if (!Number.isInteger(amount) || amount < 0 || amount > AMOUNT_MAX) {
    const message = `Invalid decimal: ${data.unit_amount_decimal}`;
    throw invalidParameter(message, {
      code: 'parameter_invalid_decimal',
      param: `${path}[unit_amount_decimal]`,
    });
  }
  return amount;
}

const missing = (path: string): Error =>
  invalidParameter(`Missing required param: ${path}.`, { code: 'parameter_missing', param: path });
