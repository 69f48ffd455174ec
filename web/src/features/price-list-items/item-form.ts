/** An item of the price list as the form holds it, and as the API takes it. */
import type * as z from 'zod';
import { LANGUAGES } from '../../../../functions/contracts/patients.ts';
import type { PriceListItem, priceListItems } from '../../../../functions/contracts/price-list-items.ts';
import { CURRENCIES, type Currency } from '../../../../functions/domain/currency.ts';
import type { LineUnit } from '../../../../functions/domain/line-details.ts';
import type { Language } from '../../../../functions/domain/messages.ts';
import type { FormRules } from '../../shared/inputs/contract-form.ts';
import { orNull } from '../../shared/inputs/form-errors.ts';
import { unreadReason } from '../../shared/money/amount-words.ts';
import { type AmountValue, isUnread, parsePercent, percentText } from '../../shared/money/amounts.ts';
import { UNREAD_RATE } from '../../shared/money/rate-words.ts';

export type PriceListValues = {
  code: string;
  code_system: string;
  names: Record<Language, string>;
  category: string;
  unit: '' | LineUnit;
  prices: Record<Currency, AmountValue>;
  /** As it is typed, in percent. */
  tax_rate_thousandths: string;
  active_from: string;
  active_to: string;
};

export function priceListValues(item?: PriceListItem): PriceListValues {
  const prices = CURRENCIES.map((currency) => [currency, item?.prices[currency] ?? 'empty']);
  const rate = item?.tax_rate_thousandths ?? null;
  return {
    code: item?.code ?? '',
    code_system: item?.code_system ?? '',
    names: { en: item?.names.en ?? '', es: item?.names.es ?? '' },
    category: item?.category ?? '',
    unit: item?.unit ?? '',
    prices: Object.fromEntries(prices) as PriceListValues['prices'],
    tax_rate_thousandths: rate === null ? '' : percentText(rate),
    active_from: item?.active_from ?? '',
    active_to: item?.active_to ?? '',
  };
}

type PriceListInput = z.input<typeof priceListItems.create.input>;

export const priceListInput = (values: PriceListValues): PriceListInput => ({
  code: values.code,
  code_system: orNull(values.code_system),
  names: Object.fromEntries(
    LANGUAGES.flatMap((language) =>
      values.names[language].trim() ? [[language, values.names[language]] as const] : [],
    ),
  ),
  category: orNull(values.category),
  unit: values.unit || null,
  prices: Object.fromEntries(
    CURRENCIES.flatMap((currency) => {
      const price = values.prices[currency];
      return typeof price === 'number' ? [[currency, price] as const] : [];
    }),
  ),
  tax_rate_thousandths: values.tax_rate_thousandths.trim() ? parsePercent(values.tax_rate_thousandths) : null,
  active_from: orNull(values.active_from),
  active_to: orNull(values.active_to),
});

/** What cannot be read, which the contract would not see. */
function unreadFields({ prices, tax_rate_thousandths: rate }: PriceListValues): Map<string, string> {
  const found = new Map<string, string>();
  for (const currency of CURRENCIES) {
    const price = prices[currency];
    if (isUnread(price)) found.set(`prices.${currency}`, unreadReason(price, currency));
  }
  if (rate.trim() && parsePercent(rate) === null) found.set('tax_rate_thousandths', UNREAD_RATE);
  return found;
}

/** @param currency of the clinic, whose field says that a price is missing */
export const priceListRules = (currency: Currency): FormRules<PriceListValues> => ({
  toInput: priceListInput,
  check: unreadFields,
  fieldOf: (path) => (path === 'prices' ? `prices.${currency}` : path),
});
