/** What the line of an invoice takes from an item of the price list. */
import type { PriceListItem } from '../../../../../functions/contracts/price-list-items.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import type { Language } from '../../../../../functions/domain/messages.ts';
import { nameIn } from '../../../../../functions/domain/price-list.ts';
import { percentText } from '../../../shared/money/amounts.ts';
import type { ItemValues } from './form.ts';

/**
 * The fields that the price list decides; quantity, discount and what is said of the visit stay.
 *
 * @param currency of the invoice; without a price in it, the price is asked for
 * @param language of the patient
 */
export function listedLine(item: PriceListItem, currency: Currency, language: Language): Partial<ItemValues> {
  const { code_system: system, code, unit, tax_rate_thousandths: rate } = item;
  return {
    description: nameIn(item, language),
    code: system ? { system, code } : { system: '', code: '' },
    unit: unit ?? '',
    unit_price_cents: item.prices[currency] ?? 'empty',
    tax_rate_thousandths: rate === null ? '' : percentText(rate),
    tax_cents: null,
    price_list_version_id: item.version_id,
    price_reason: '',
    listed_prices: item.prices,
  };
}
