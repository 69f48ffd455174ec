/** What a text in the search box may mean: a number of a document, an amount, an id of Stripe, a day, or a person. */
import type { Action } from './access.ts';
import { isDay } from './calendar.ts';
import { CURRENCIES, type Currency, exponentOf } from './currency.ts';
import { INVOICE_CENTS_MAX } from './money.ts';

/** What is searched, and who finds it. */
export const SEARCHED = {
  patients: 'patients.read',
  invoices: 'invoices.read',
  payments: 'payments.read',
  credit_notes: 'invoices.read',
  refunds: 'payments.read',
} as const satisfies Record<string, Action>;
export type SearchGroup = keyof typeof SEARCHED;

/** The groups of which someone may see the records. */
export const groupsFor = (may: (action: Action) => boolean): SearchGroup[] =>
  (Object.keys(SEARCHED) as SearchGroup[]).filter((group) => may(SEARCHED[group]));

/** A number of a document: what it begins with, or the last part of an invoice's number. */
export type NumberPart = { beginning: string; ending: string | undefined };
export type SearchedAmount = { currency: Currency; cents: number };

export type SearchTerms = {
  text: string;
  number: NumberPart | undefined;
  /** The same digits in each currency in which they are an amount. */
  amounts: readonly SearchedAmount[];
  stripeId: string | undefined;
  /** Days that the text may name; two where day and month may change places. */
  days: readonly string[];
};

/** Reads a text. What it cannot be is empty or undefined; it may be several things. */
export function readSearch(text: string, numberPrefix: string): SearchTerms {
  const stripeId = /^[a-z]{2,5}_[A-Za-z0-9_]{3,}$/.test(text) ? text : undefined;
  return {
    text,
    stripeId,
    number: stripeId ? undefined : numberIn(text, numberPrefix.toUpperCase()),
    amounts: amountsIn(text),
    days: daysIn(text),
  };
}

/** `202611-02` goes on after the clinic's prefix; `201` is also the last part `0201`. */
function numberIn(text: string, prefix: string): NumberPart | undefined {
  const typed = text.toUpperCase().replace(/\s/g, '');
  if (!/^[A-Z0-9-]{2,40}$/.test(typed) || !/[0-9]/.test(typed)) return undefined;
  return {
    beginning: typed.startsWith(prefix) ? typed : `${prefix}-${typed}`,
    ending: /^[0-9]{1,6}$/.test(typed) ? `-${typed.padStart(4, '0')}` : undefined,
  };
}

function amountsIn(text: string): SearchedAmount[] {
  const bare = text.replace(/^(?:[A-Za-z]{3}\b|[^\p{L}\p{N}]{1,3})\s*|\s*[A-Za-z]{3}$/gu, '');
  const [, whole = '', fraction = ''] =
    /^([0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2})(?:[.,]([0-9]{1,3}))?$/.exec(bare) ?? [];
  if (whole === '') return [];
  return CURRENCIES.flatMap((currency) => {
    const exponent = exponentOf(currency);
    const cents = Number(`${whole.replaceAll(',', '')}${fraction.padEnd(exponent, '0')}`);
    const isAmount = fraction.length <= exponent && cents > 0 && cents <= INVOICE_CENTS_MAX;
    return isAmount ? [{ currency, cents }] : [];
  });
}

/** `1984-03-05`, `3/5/1984` and `5.3.1984`; where both orders are days, both. */
export function daysIn(text: string): string[] {
  if (isDay(text)) return [text];
  const [, first = '', second = '', year = ''] =
    /^([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})$/.exec(text) ?? [];
  const days = [
    [first, second],
    [second, first],
  ].map(([month = '', day = '']) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  return [...new Set(days)].filter(isDay);
}
