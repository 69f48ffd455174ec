/** Phone numbers by the numbering plans of the world (libphonenumber). */
import {
  type CountryCode,
  getCountries,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { Phones } from '../../capabilities/ports/phones.ts';
import type { Currency } from '../../domain/currency.ts';

/** Kinds of numbers that take texts; some countries' plans do not distinguish fixed lines from mobiles. */
const TEXTABLE = new Set<string | undefined>(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER', 'VOIP']);

/** @param country the clinic's, for numbers without a country code */
export const createPhones = (country: CountryCode): Phones => ({
  read(text) {
    const found = parsePhoneNumberFromString(text.normalize('NFKC'), country);
    // An extension cannot be dialed by a text message, and would be lost.
    if (!found?.isPossible() || found.ext !== undefined) return undefined;
    return {
      e164: found.number,
      international: found.formatInternational(),
      national: found.nationalNumber,
      textable: found.isValid() && TEXTABLE.has(found.getType()),
    };
  },
});

/** The digits without the country code of a number in its E.164 form. */
export const nationalDigits = (e164: string): string | undefined =>
  parsePhoneNumberFromString(e164)?.nationalNumber;

/** Where a currency is used by one country only; the euro says nothing. */
const COUNTRY_OF_CURRENCY: Partial<Record<Currency, CountryCode>> = {
  usd: 'US',
  gbp: 'GB',
  cad: 'CA',
  aud: 'AU',
  jpy: 'JP',
  kwd: 'KW',
};

/** The clinic's country: the setting, else that of its time zone, else that of its currency, else the United States. */
export function clinicCountry(settings: {
  country: string | undefined;
  timeZone: string;
  currency: Currency;
}): CountryCode {
  const { country, timeZone, currency } = settings;
  if (country && isSupportedCountry(country)) return country;
  const zone = canonical(timeZone);
  const found = getCountries().find((code) => zonesOf(code).some((name) => canonical(name) === zone));
  return found ?? COUNTRY_OF_CURRENCY[currency] ?? 'US';
}

/** Zones have several names, such as Asia/Calcutta and Asia/Kolkata. */
const canonical = (timeZone: string): string =>
  new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone;

function zonesOf(country: CountryCode): readonly string[] {
  const locale: Intl.Locale & { getTimeZones?: () => string[] } = new Intl.Locale('und', { region: country });
  return locale.getTimeZones?.() ?? [];
}
