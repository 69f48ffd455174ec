/** The currencies that the account's balance is kept in, and the conversion of what is paid in another one. */
import { exponentOf, formatAmount, inSteps, minimumOf } from '../params/amounts.ts';
import { invalidParameter } from '../params/errors.ts';
import type { World } from '../state/world.ts';

/**
 * The account has a bank account in each of `currencies`; what is paid in another currency is converted into the first
 * one. Null keeps every currency as it is. `rates`: units of the first currency for one unit of another.
 */
export type Settlement = { currencies: [string, ...string[]] | null; rates: Record<string, number> };

const KEEP_ALL: Settlement = { currencies: null, rates: {} };

/** Rates that hold until others are set: US dollars for one unit. */
const DOLLARS: Readonly<Record<string, number>> = {
  usd: 1,
  eur: 1.0842,
  gbp: 1.2717,
  cad: 0.7312,
  aud: 0.6588,
  jpy: 0.0067,
  kwd: 3.2541,
  chf: 1.1263,
  huf: 0.0028,
  isk: 0.0072,
  twd: 0.0312,
  ugx: 0.00027,
  krw: 0.00072,
  vnd: 0.00004,
  bhd: 2.6526,
};

/** Stripe's price for a conversion, on top of the rate: one percent. */
export const conversionFee = (settledAmount: number): number => Math.round(settledAmount / 100);

export const settlementOf = (world: World): Settlement => ({
  ...KEEP_ALL,
  ...world.store.setting<Partial<Settlement>>('settlement', {}),
});

/** An amount in the currency of the balance; `exchangeRate` is null when nothing was converted. */
export type Settled = { amount: number; currency: string; exchangeRate: number | null };

/** Converts at the rate of the moment. As at Stripe the rate is that of the smallest units: cents for one yen. */
export function settle(world: World, amount: number, currency: string): Settled {
  const { currencies, rates } = settlementOf(world);
  if (currencies === null || currencies.includes(currency)) return { amount, currency, exchangeRate: null };
  const [into] = currencies;
  const rate = rates[currency] ?? (DOLLARS[currency] ?? 1) / (DOLLARS[into] ?? 1);
  const exchangeRate = Number((rate * 10 ** (exponentOf(into) - exponentOf(currency))).toPrecision(6));
  const settled = inSteps(Math.abs(amount) * exchangeRate, into);
  return { amount: amount < 0 ? -settled : settled, currency: into, exchangeRate };
}

/** Refuses an amount that converts to less than can be charged in the currency of the balance. */
export function checkConverted(world: World, amount: number, currency: string, param?: string): void {
  const settled = settle(world, amount, currency);
  const least = minimumOf(settled.currency);
  if (settled.exchangeRate === null || settled.amount >= least) return;
  const what = param === undefined ? "The Checkout Session's total amount due" : 'Amount';
  const about = `${formatAmount(amount, currency)} converts to approximately ${formatAmount(settled.amount, settled.currency)}`;
  const message = `${what} must convert to at least ${formatAmount(least, settled.currency)}. ${about}.`;
  throw invalidParameter(message, { code: 'amount_too_small', ...(param === undefined ? {} : { param }) });
}
