/** What an item says beside its description and amounts, as the builder holds it. */
import type { InvoiceItem } from '../../../../../functions/contracts/invoice-lines.ts';
import type { Currency } from '../../../../../functions/domain/currency.ts';
import type { LINE_UNITS, LineDetails } from '../../../../../functions/domain/line-details.ts';
import { orNull } from '../../../shared/inputs/form-errors.ts';
import { parsePercent, percentText } from '../../../shared/money/amounts.ts';

/** As it is typed; empty where nothing is said. */
export type DetailValues = {
  service_date: string;
  code: { system: string; code: string };
  practitioner: { name: string; licence_number: string };
  location: string;
  unit: '' | (typeof LINE_UNITS)[number];
  /** In percent. */
  discount_rate_thousandths: string;
  discount_reason: string;
  tax_exempt_reason: string;
  /** Of the price list that it was taken from. */
  price_list_version_id: string;
  price_reason: string;
  /** What that version charges, in minor units, as far as the form knows it. The server has its own. */
  listed_prices: { readonly [C in Currency]?: number | undefined };
};

export const EMPTY_DETAILS: DetailValues = {
  service_date: '',
  code: { system: '', code: '' },
  practitioner: { name: '', licence_number: '' },
  location: '',
  unit: '',
  discount_rate_thousandths: '',
  discount_reason: '',
  tax_exempt_reason: '',
  price_list_version_id: '',
  price_reason: '',
  listed_prices: {},
};

/** Without a reason for another one, the price of a line that was taken from the price list is the listed one. */
const listedPrices = (item: InvoiceItem, currency: Currency): DetailValues['listed_prices'] =>
  item.price_list_version_id && item.price_reason === null ? { [currency]: item.unit_price_cents } : {};

export const detailValues = (item: InvoiceItem, currency: Currency): DetailValues => ({
  service_date: item.service_date ?? '',
  code: item.code ?? EMPTY_DETAILS.code,
  practitioner: {
    name: item.practitioner?.name ?? '',
    licence_number: item.practitioner?.licence_number ?? '',
  },
  location: item.location ?? '',
  unit: item.unit ?? '',
  discount_rate_thousandths:
    item.discount_rate_thousandths === null ? '' : percentText(item.discount_rate_thousandths),
  discount_reason: item.discount_reason ?? '',
  tax_exempt_reason: item.tax_exempt_reason ?? '',
  price_list_version_id: item.price_list_version_id ?? '',
  price_reason: item.price_reason ?? '',
  listed_prices: listedPrices(item, currency),
});

export function detailsOf(values: DetailValues): LineDetails {
  const { code, practitioner } = values;
  return {
    service_date: orNull(values.service_date),
    code: code.system.trim() || code.code.trim() ? code : null,
    practitioner:
      practitioner.name.trim() || practitioner.licence_number.trim()
        ? { name: practitioner.name, licence_number: orNull(practitioner.licence_number) }
        : null,
    location: orNull(values.location),
    unit: values.unit || null,
    discount_rate_thousandths: parsePercent(values.discount_rate_thousandths) || null,
    discount_reason: orNull(values.discount_reason),
    tax_exempt_reason: orNull(values.tax_exempt_reason),
    price_list_version_id: orNull(values.price_list_version_id),
    price_reason: values.price_list_version_id ? orNull(values.price_reason) : null,
  };
}

/** Without what is not said. */
export const givenDetails = (values: DetailValues): Partial<LineDetails> =>
  Object.fromEntries(Object.entries(detailsOf(values)).filter(([, value]) => value !== null));

/** Whether it says something beside the price list that it was taken from. */
export const hasDetails = (values: DetailValues): boolean =>
  Object.keys(givenDetails({ ...values, price_list_version_id: '' })).length > 0;

/** What the next item of a visit usually shares with the one before it. */
export const sharedDetails = ({ service_date, practitioner, location }: DetailValues) => ({
  service_date,
  practitioner,
  location,
});
