/** The currencies a clinic may bill in, with how many decimals each has and the least that Stripe charges. */
import type { Cents } from './money.ts';
import { cents } from './money.ts';

type CurrencyRules = { exponent: 0 | 2 | 3; stripeMinimumCents: number; stripeStepCents: number };

/**
 * An allow-list, because an amount in Stripe's special cases (isk, ugx) would be charged a hundredfold by its ISO decimals.
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

/**
 * Currencies that the clinic does not bill in and in which Stripe may keep its balance, by the decimals of the smallest
 * unit that Stripe's API uses. That differs from ISO 4217 for krónur and Ugandan shillings: Stripe states them with two
 * decimals, which are always 00. (Stripe's documentation, "Supported currencies", "Special cases".)
 */
const SETTLED_ONLY = {
  0: ['bif', 'clp', 'djf', 'gnf', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf'],
  2: [
    ...(['aed', 'ars', 'bgn', 'brl', 'chf', 'cop', 'czk', 'dkk', 'hkd', 'huf', 'idr', 'ils', 'inr'] as const),
    ...(['isk', 'mxn', 'myr', 'nok', 'nzd', 'php', 'pln', 'ron', 'rub', 'sek', 'sgd', 'thb', 'try'] as const),
    ...(['twd', 'ugx', 'zar'] as const),
  ],
  3: ['bhd', 'jod', 'omr', 'tnd'],
} as const;
const SETTLED_CODES = [...SETTLED_ONLY[0], ...SETTLED_ONLY[2], ...SETTLED_ONLY[3]] as const;

/** A currency of the books: one that is billed in, or one that Stripe converts into. */
export type BookCurrency = Currency | (typeof SETTLED_CODES)[number];
export const BOOK_CURRENCIES = [...CURRENCIES, ...SETTLED_CODES] as [BookCurrency, ...BookCurrency[]];

/** Whether the books can be kept in a currency. */
export const isBookCurrency = (code: string): code is BookCurrency =>
  (BOOK_CURRENCIES as readonly string[]).includes(code);

/** How many decimals people write: 2 for usd, 0 for jpy, 3 for kwd. */
export function exponentOf(currency: BookCurrency): number {
  if (isCurrency(currency)) return RULES[currency].exponent;
  if ((SETTLED_ONLY[0] as readonly string[]).includes(currency)) return 0;
  return (SETTLED_ONLY[3] as readonly string[]).includes(currency) ? 3 : 2;
}

/** Currencies that Stripe settles in whole units, and those in which only its payouts are whole units; in its smallest units. */
const WHOLE_ONLY: Readonly<Record<string, number>> = { isk: 100, ugx: 100 };
const WHOLE_PAYOUTS: Readonly<Record<string, number>> = { ...WHOLE_ONLY, huf: 100, twd: 100 };

/** To which multiple of the smallest unit Stripe rounds what it converts into a currency: 100 for krónur, else 1. */
export const settledStep = (currency: string): number => WHOLE_ONLY[currency] ?? 1;

/** Of which multiple of the smallest unit a payout is: 100 for forints, of which less than one stays in the balance. */
export const payoutStep = (currency: string): number => WHOLE_PAYOUTS[currency] ?? 1;

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

/** `-12550, usd` → `-125.50`: an amount as a plain decimal, for files. */
export function decimalOf(amountCents: number, currency: BookCurrency): `${number}` {
  const exponent = exponentOf(currency);
  const digits = Math.abs(amountCents)
    .toString()
    .padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${amountCents < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
}

/** `12550, usd` → `$125.50`, in the words of the locale. */
export function formatMoney(amountCents: number, currency: BookCurrency, locale = 'en-US'): string {
  const exponent = exponentOf(currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(decimalOf(amountCents, currency) as unknown as number);
}
