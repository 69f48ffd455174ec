/** Amounts in the smallest unit of a currency: which currencies there are, and the least and most that can be charged. */
import { invalidParameter } from './errors.ts';
import { integer, type Read, text } from './read.ts';

/** Eight digits, whatever the currency. */
export const AMOUNT_MAX = 99_999_999;

const MINIMUMS: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  cad: 50,
  aud: 50,
  nzd: 50,
  chf: 50,
  sgd: 50,
  jpy: 50,
  inr: 50,
  brl: 50,
  dkk: 250,
  nok: 300,
  sek: 300,
  hkd: 400,
  mxn: 1000,
  czk: 1500,
  huf: 17_500,
  pln: 200,
  ron: 200,
  myr: 200,
  aed: 200,
  bgn: 100,
  thb: 1000,
};
const ZERO_DECIMAL = new Set(['jpy']);

/** A currency of the account, in lower case; Stripe takes either case. */
export const currency: Read<string> = (value, path) => {
  const given = text(10)(value, path).toLowerCase();
  if (!Object.hasOwn(MINIMUMS, given)) {
    const message = `Invalid currency: ${given}. Stripe currently supports these currencies: ${Object.keys(MINIMUMS).join(', ')}`;
    throw invalidParameter(message, { param: path });
  }
  return given;
};

export const unitAmount: Read<number> = integer(0, AMOUNT_MAX);

/** Refuses a total that cannot be charged. `param` names the amount in the refusal, where one parameter is it. */
export function checkChargeable(amount: number, code: string, param?: string): void {
  const more = param === undefined ? {} : { param };
  const least = MINIMUMS[code] ?? 50;
  if (amount < least) {
    const what = param === undefined ? "The Checkout Session's total amount due" : 'Amount';
    const message = `${what} must add up to at least ${formatAmount(least, code)} ${code}`;
    throw invalidParameter(message, { code: 'amount_too_small', ...more });
  }
  if (amount > AMOUNT_MAX) {
    const message = `Amount must be no more than ${formatAmount(AMOUNT_MAX, code)}`;
    throw invalidParameter(message, { code: 'amount_too_large', ...more });
  }
}

/** An amount for people, such as `$12.00`. */
export function formatAmount(amount: number, code: string): string {
  const value = ZERO_DECIMAL.has(code) ? amount : amount / 100;
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: code.toUpperCase() }).format(value);
}
