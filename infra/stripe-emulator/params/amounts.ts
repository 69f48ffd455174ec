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
  kwd: 200,
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
  ars: 50,
  cop: 50,
  idr: 50,
  ils: 50,
  krw: 50,
  php: 50,
  rub: 50,
  zar: 50,
  isk: 100,
  ugx: 100,
  twd: 50,
  try: 50,
  bhd: 200,
  jod: 200,
  omr: 200,
  tnd: 500,
};
const ZERO_DECIMAL = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const THREE_DECIMAL = 'bhd jod kwd omr tnd'.split(' ');
/** Whole units that are written with two decimals, always 00; those that are only paid out in whole units. */
const WHOLE_UNITS = ['isk', 'ugx'];
const WHOLE_PAYOUTS = [...WHOLE_UNITS, 'huf', 'twd'];

/** How many decimals people write. */
export const exponentOf = (code: string): number =>
  ZERO_DECIMAL.includes(code) ? 0 : THREE_DECIMAL.includes(code) ? 3 : 2;

/** Rounds to what can be in the balance: whole krónur and Ugandan shillings. */
export const inSteps = (amount: number, code: string): number =>
  WHOLE_UNITS.includes(code) ? Math.round(amount / 100) * 100 : Math.round(amount);

/** What of an amount can be paid out: whole forints and New Taiwan dollars. */
export const payable = (amount: number, code: string): number =>
  WHOLE_PAYOUTS.includes(code) ? Math.floor(amount / 100) * 100 : amount;

/** The least that can be charged in a currency. */
export const minimumOf = (code: string): number => MINIMUMS[code] ?? 50;

/** Refuses an amount with three decimals whose last one is not 0, and parts of a króna: card networks do not take them. */
export function checkLastDecimal(amount: number, code: string, param?: string): void {
  if (WHOLE_UNITS.includes(code) && amount % 100 !== 0) {
    const whole = `Invalid amount. Currency ${code.toUpperCase()} has become effectively zero-decimal and charged amounts must be evenly divisible by 100.`;
    throw invalidParameter(whole, {
      code: 'invalid_charge_amount_no_decimal_compatible',
      ...(param === undefined ? {} : { param }),
    });
  }
  if (exponentOf(code) !== 3 || amount % 10 === 0) return;
  const message = `Invalid amount: ${code} amounts must be evenly divisible by 10. Round ${amount} to the nearest ten.`;
  throw invalidParameter(message, {
    code: 'parameter_invalid_integer',
    ...(param === undefined ? {} : { param }),
  });
}

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
  const least = minimumOf(code);
  if (amount < least) {
    const what = param === undefined ? "The Checkout Session's total amount due" : 'Amount';
    const message = `${what} must add up to at least ${formatAmount(least, code)} ${code}`;
    throw invalidParameter(message, { code: 'amount_too_small', ...more });
  }
  if (amount > AMOUNT_MAX) {
    const message = `Amount must be no more than ${formatAmount(AMOUNT_MAX, code)}`;
    throw invalidParameter(message, { code: 'amount_too_large', ...more });
  }
  checkLastDecimal(amount, code, param);
}

/** An amount for people, such as `$12.00`. */
export function formatAmount(amount: number, code: string): string {
  const value = amount / 10 ** exponentOf(code);
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: code.toUpperCase() }).format(value);
}
