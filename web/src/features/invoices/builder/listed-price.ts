/** The price of an item beside that of the price list. */
import type { Currency } from '../../../../../functions/domain/currency.ts';
import type { AmountValue } from '../../../shared/money/amounts.ts';
import type { DetailValues } from './details.ts';

type Priced = Pick<DetailValues, 'price_list_version_id' | 'listed_prices'> & {
  unit_price_cents: AmountValue;
};

/** Undefined where the item was not taken from the price list, or its price in this currency is not known. */
export const listedCents = (item: Priced, currency: Currency): number | undefined =>
  item.price_list_version_id ? item.listed_prices[currency] : undefined;

export const isAsListed = (item: Priced, currency: Currency): boolean =>
  item.unit_price_cents === listedCents(item, currency);

/** Whether it charges another price than the list, which needs a reason. */
export const isOverridden = (item: Priced, currency: Currency): boolean =>
  typeof item.unit_price_cents === 'number' &&
  listedCents(item, currency) !== undefined &&
  !isAsListed(item, currency);
