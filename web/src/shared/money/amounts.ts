/** Reads and writes what people type for amounts and rates, in whole minor units and never through a float. */
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { type Currency, exponentOf } from '../../../../functions/domain/currency.ts';
import { INVOICE_CENTS_MAX } from '../../../../functions/domain/money.ts';

/** Which language the page is in: it says which sign stands before the decimals. */
export type AmountLocale = 'en' | 'es';

/** Why a text is not taken as an amount. It is asked for again, never guessed (decision 38). */
export type AmountProblem = 'unreadable' | 'decimals' | 'ambiguous' | 'too_large';

/** What was typed and why it is no amount. */
export type UnreadAmount = { text: string; problem: AmountProblem };

/** An amount in minor units, nothing typed, or a text that has to be typed again. */
export type AmountValue = number | 'empty' | UnreadAmount;

export const isUnread = (value: AmountValue): value is UnreadAmount => typeof value === 'object';

/** Whether it is an amount from one minor unit up to a maximum. */
export const isAmountUpTo = (value: AmountValue, most: number): value is number =>
  typeof value === 'number' && value >= 1 && value <= most;

const DECIMAL_SIGN: Record<AmountLocale, '.' | ','> = { en: '.', es: ',' };
/** Groups of three digits with one kind of space or apostrophe between them. */
const SPACED = /^[0-9]{1,3}(?:([ \u00a0\u202f'’])[0-9]{3})(?:\1[0-9]{3})*(?=[.,]|$)/;

/**
 * An amount as typed → minor units of the currency, or why it is none. `12.50` and `12,50` are both 1250 in usd, because
 * two decimals cannot be a group of thousands. `1,250` is 125000 in usd in English; `1.250` is refused there, and
 * `1,250` in kwd, which could be either.
 */
export function readAmount(text: string, currency: Currency, locale: AmountLocale = 'en'): AmountValue {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  const unread = (problem: AmountProblem): UnreadAmount => ({ text: trimmed, problem });
  const bare = trimmed.replace(SPACED, (groups) => groups.replace(/[^0-9]/g, ''));
  if (!/^[0-9]*(?:[.,][0-9]+)*[.,]?$/.test(bare) || !/[0-9]/.test(bare)) return unread('unreadable');
  const exponent = exponentOf(currency);
  const parts = partsOf(bare, { exponent, sign: DECIMAL_SIGN[locale] });
  if (typeof parts === 'string') return unread(parts);
  if (parts.fraction.length > exponent) return unread('decimals');
  const cents = Number(`${parts.whole}${parts.fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(cents) && cents <= INVOICE_CENTS_MAX ? cents : unread('too_large');
}

type Parts = { whole: string; fraction: string };

/** The digits before and after the decimal sign. */
function partsOf(
  bare: string,
  { exponent, sign }: { exponent: number; sign: '.' | ',' },
): Parts | AmountProblem {
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  if (last === -1) return { whole: bare, fraction: '' };
  const separator = bare[last] as '.' | ',';
  const other = separator === '.' ? ',' : '.';
  const before = bare.slice(0, last);
  const after = bare.slice(last + 1);
  // Both signs: the last one stands before the decimals, the other one between groups of thousands.
  if (before.includes(other)) {
    return isGrouped(before, other) ? { whole: before.replaceAll(other, ''), fraction: after } : 'unreadable';
  }
  if (before.includes(separator)) {
    return isGrouped(bare, separator)
      ? { whole: bare.replaceAll(separator, ''), fraction: '' }
      : 'unreadable';
  }
  if (separator !== sign && isGrouped(bare, separator)) {
    return exponent === 3 ? 'ambiguous' : { whole: before + after, fraction: '' };
  }
  return { whole: before || '0', fraction: after };
}

const isGrouped = (text: string, separator: '.' | ','): boolean =>
  (separator === '.' ? /^[1-9][0-9]{0,2}(?:\.[0-9]{3})+$/ : /^[1-9][0-9]{0,2}(?:,[0-9]{3})+$/).test(text);

/** `1250, usd` → `12.50`: how an amount stands in its field. */
export function amountText(cents: number, currency: Currency, locale: AmountLocale = 'en'): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return String(cents);
  const digits = String(cents).padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}${DECIMAL_SIGN[locale]}${digits.slice(-exponent)}`;
}

/**
 * The same digits in another currency. Minor units are never carried over: `125.50` in usd is refused in jpy, which has
 * no decimals, and stays in its field until it is typed again.
 */
export function inCurrency(value: AmountValue, from: Currency, to: Currency): AmountValue {
  if (value === 'empty' || from === to) return value;
  if (isUnread(value)) return readAmount(value.text, to);
  const text = amountText(value, from);
  const read = readAmount(text, to);
  if (!isUnread(read)) return read;
  // Zeros at the end were put there by the field; they were not typed.
  const bare = readAmount(text.replace(/\.?0+$/, ''), to);
  return isUnread(bare) ? read : bare;
}

/**
 * A rate in percent as typed → thousandths of a percent (`8.25` or `8,25` → 8250, `8.875` → 8875), or null when it is
 * none, has more than three decimals, or is above 100 %.
 */
export function parsePercent(text: string): number | null {
  const parts = /^([0-9]{1,3})(?:[.,]([0-9]{0,3}))?$/.exec(text.trim().replace(/\s*%$/, ''));
  if (!parts) return null;
  const thousandths = Number(`${parts[1]}${(parts[2] ?? '').padEnd(3, '0')}`);
  return thousandths <= 100_000 ? thousandths : null;
}

/** `8250` → `8.25`, `20000` → `20`. */
export function percentText(thousandths: number): string {
  const digits = String(thousandths).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`.replace(/\.?0+$/, '') || '0';
}

/** A quantity as typed → a number with up to three decimals (`1.5` or `1,5`), or null when it is none or 0. */
export function parseQuantity(text: string): number | null {
  const parts = /^([0-9]{1,4})(?:[.,]([0-9]{1,3}))?$/.exec(text.trim());
  if (!parts) return null;
  const quantity = Number(`${parts[1]}.${parts[2] ?? '0'}`);
  return quantity > 0 && quantity <= LIMITS.quantity ? quantity : null;
}
