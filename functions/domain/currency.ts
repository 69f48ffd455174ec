/** The currencies a clinic may bill in, with how many decimals each has and the least that Stripe charges. */
import type { Cents } from './money.ts';
import { cents } from './money.ts';

type CurrencyRules = { exponent: 0 | 2 | 3; stripeMinimumCents: number; stripeStepCents: number };

/**
 * An allow-list, because Stripe's special cases (isk, ugx, huf, twd) would be charged a hundredfold by rote.
 * Minimums: Stripe's "Minimum and maximum charge amounts"; three-decimal amounts must end in 0 (Stripe currencies).
 */
const RULES = {
  usd: { exponent: 2, stripeMinimumCents: 50, stripeStepCents: 1 },
  eur: { exponent: 2, stripeMinimumCents: 50, stripeStepCents: 1 },
  gbp: { exponent: 2, stripeMinimumCents: 30, stripeStepCents: 1 },
  cad: { exponent: 2, stripeMinimumCents: 50, stripeStepCents: 1 },
  aud: { exponent: 2, stripeMinimumCents: 50, stripeStepCents: 1 },
  jpy: { exponent: 0, stripeMinimumCents: 50, stripeStepCents: 1 },
  kwd: { exponent: 3, stripeMinimumCents: 200, stripeStepCents: 10 },
} as const satisfies Record<string, CurrencyRules>;

export type Currency = keyof typeof RULES;
export const CURRENCIES = Object.keys(RULES) as [Currency, ...Currency[]];

/** Whether a code is one that the clinic may bill in. */
export const isCurrency = (code: string): code is Currency => Object.hasOwn(RULES, code);

/** Currencies of two decimals that the clinic does not bill in, and in which Stripe may keep its balance. */
const SETTLED_ONLY = [
  ...(['chf', 'nzd', 'sgd', 'hkd', 'sek', 'nok', 'dkk', 'pln', 'czk'] as const),
  ...(['ron', 'bgn', 'mxn', 'brl', 'inr', 'myr', 'thb', 'aed', 'ils'] as const),
] as const;

/** A currency of the books: one that is billed in, or one that Stripe converts into. */
export type BookCurrency = Currency | (typeof SETTLED_ONLY)[number];
export const BOOK_CURRENCIES = [...CURRENCIES, ...SETTLED_ONLY] as [BookCurrency, ...BookCurrency[]];

/** Whether the books can be kept in a currency. */
export const isBookCurrency = (code: string): code is BookCurrency =>
  (BOOK_CURRENCIES as readonly string[]).includes(code);

/** How many decimals people write: 2 for usd, 0 for jpy, 3 for kwd. */
export const exponentOf = (currency: BookCurrency): number =>
  isCurrency(currency) ? RULES[currency].exponent : 2;

/** The least amount that can be paid online, in minor units. */
export const stripeMinimum = (currency: Currency): Cents => cents(RULES[currency].stripeMinimumCents);

/** In which steps amounts are charged online, in minor units. */
export const stripeStep = (currency: Currency): number => RULES[currency].stripeStepCents;

/** Why an amount cannot be paid online: it is too small, or has a last decimal that Stripe does not take. */
export const ONLINE_PROBLEMS = ['below_minimum', 'last_decimal'] as const;
export type OnlineProblem = (typeof ONLINE_PROBLEMS)[number];

/** What keeps an amount from being paid online; null when nothing does. */
export function onlineProblem(amount: Cents, currency: Currency): OnlineProblem | null {
  const rules = RULES[currency];
  if (amount < rules.stripeMinimumCents) return 'below_minimum';
  return amount % rules.stripeStepCents === 0 ? null : 'last_decimal';
}

/** Whether Stripe takes this amount. */
export const payableOnline = (amount: Cents, currency: Currency): boolean =>
  onlineProblem(amount, currency) === null;

/** The amount rounded down to what Stripe takes: a multiple of ten in kwd, as it is elsewhere. */
export const payableSteps = (amount: Cents, currency: Currency): Cents =>
  cents(amount - (amount % RULES[currency].stripeStepCents));

/** Stripe's rate of the smallest units as people state it: units of the one currency for one unit of the other. */
export const rateOfUnits = (exchangeRate: number, from: BookCurrency, to: BookCurrency): number =>
  Number((exchangeRate * 10 ** (exponentOf(from) - exponentOf(to))).toPrecision(6));

/** `12550, usd` → `$125.50`, in the words of the locale. */
export function formatMoney(amountCents: number, currency: BookCurrency, locale = 'en-US'): string {
  const exponent = exponentOf(currency);
  const digits = Math.abs(amountCents)
    .toString()
    .padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  const decimal = `${amountCents < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(decimal as unknown as number);
}
