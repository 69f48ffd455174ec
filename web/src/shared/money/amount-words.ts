/** Why an amount is asked for again, in the languages of the pages. */
import { type Currency, exponentOf, formatMoney } from '../../../../functions/domain/currency.ts';
import { INVOICE_CENTS_MAX } from '../../../../functions/domain/money.ts';
import { type AmountLocale, type AmountValue, amountText, isUnread, type UnreadAmount } from './amounts.ts';

type Words = {
  unreadable: (example: string) => string;
  decimals: (currency: string, digits: number) => string;
  ambiguous: (typed: string, one: string, other: string) => string;
  too_large: (most: string) => string;
  between: (least: string, most: string) => string;
  above: (least: string) => string;
};

const WORDS: Record<AmountLocale, Words> = {
  en: {
    unreadable: (example) => `Enter digits only, such as ${example}.`,
    decimals: (currency, digits) =>
      digits === 0
        ? `${currency} has no decimals. Enter a whole amount.`
        : `${currency} has ${digits} decimals. Enter at most ${digits} digits after the decimal point.`,
    ambiguous: (typed, one, other) => `“${typed}” can be read in two ways. Enter ${one} or ${other}.`,
    too_large: (most) => `The maximum is ${most}.`,
    between: (least, most) => `Enter an amount from ${least} to ${most}.`,
    above: (least) => `Enter an amount of at least ${least}.`,
  },
  es: {
    unreadable: (example) => `Escriba solo cifras, por ejemplo ${example}.`,
    decimals: (currency, digits) =>
      digits === 0
        ? `${currency} no tiene decimales. Escriba un importe entero.`
        : `${currency} tiene ${digits} decimales. Escriba como máximo ${digits} cifras después de la coma.`,
    ambiguous: (typed, one, other) => `«${typed}» se puede leer de dos maneras. Escriba ${one} o ${other}.`,
    too_large: (most) => `El máximo es ${most}.`,
    between: (least, most) => `Indique un importe de ${least} a ${most}.`,
    above: (least) => `Indique un importe de al menos ${least}.`,
  },
};
const LOCALES: Record<AmountLocale, string> = { en: 'en-US', es: 'es' };

/** Why a typed text is not taken as an amount, and what to type instead. */
export function unreadReason(
  { text, problem }: UnreadAmount,
  currency: Currency,
  locale: AmountLocale = 'en',
): string {
  const words = WORDS[locale];
  switch (problem) {
    case 'unreadable':
      return words.unreadable(amountText(1250, currency, locale));
    case 'decimals':
      return words.decimals(currency.toUpperCase(), exponentOf(currency));
    case 'ambiguous': {
      const digits = Number(text.replace(/[^0-9]/g, ''));
      const whole = digits * 10 ** exponentOf(currency);
      return words.ambiguous(text, amountText(whole, currency, locale), amountText(digits, currency, locale));
    }
    case 'too_large':
      return words.too_large(formatMoney(INVOICE_CENTS_MAX, currency, LOCALES[locale]));
  }
}

export type AmountLimits = { currency: Currency; least?: number; most?: number; locale?: AmountLocale };

/** What is wrong with an amount that must lie between two others; undefined when it does. */
export function amountMistake(
  value: AmountValue,
  { currency, least = 1, most, locale = 'en' }: AmountLimits,
): string | undefined {
  if (isUnread(value)) return unreadReason(value, currency, locale);
  if (value !== 'empty' && value >= least && (most === undefined || value <= most)) return undefined;
  const money = (cents: number) => formatMoney(cents, currency, LOCALES[locale]);
  const words = WORDS[locale];
  return most === undefined ? words.above(money(least)) : words.between(money(least), money(most));
}
