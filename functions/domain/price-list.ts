/** The price list: what an item says, when it is offered, and what a line that was taken from it must say. */
import type { Day } from './calendar.ts';
import type { Currency } from './currency.ts';
import type { LineUnit } from './line-details.ts';
import type { Language } from './messages.ts';
import { refuseField } from './refusal.ts';

export type PriceListContent = {
  /** The system that the code belongs to, such as CPT; lines then carry both. */
  code_system: string | null;
  names: { readonly [L in Language]?: string | undefined };
  category: string | null;
  unit: LineUnit | null;
  /** In minor units. */
  prices: { readonly [C in Currency]?: number | undefined };
  tax_rate_thousandths: number | null;
  /** The first and the last day on which it is offered. */
  active_from: string | null;
  active_to: string | null;
};

export type Offer = Pick<PriceListContent, 'active_from' | 'active_to'> & { withdrawn: boolean };

/** Refuses a period that ends before it begins, at `active_to` (400). */
export function requirePeriod({ active_from: from, active_to: to }: PriceListContent): void {
  if (from !== null && to !== null && to < from) {
    refuseField('active_to', 'before_start', 'The last day is before the first.');
  }
}

/** Whether an item is offered on a day. */
export const isOffered = ({ withdrawn, active_from: from, active_to: to }: Offer, on: Day): boolean =>
  !withdrawn && (from === null || from <= on) && (to === null || on <= to);

/** The name in the language, or in the other one. */
export const nameIn = ({ names }: Pick<PriceListContent, 'names'>, language: Language): string =>
  names[language] ?? names.en ?? names.es ?? '';

export type ListedVersion = Offer & Pick<PriceListContent, 'prices'> & { id: string; code: string };

/** A line as the rules of the price list see it. */
export type ListedLine = {
  unitPriceCents: number;
  serviceDate: string | null;
  versionId: string | null;
  reason: string | null;
};

export type PriceOverride = {
  line: number;
  code: string;
  listed_cents: number;
  charged_cents: number;
  reason: string;
};

export type ListedPrices = {
  versions: ReadonlyMap<string, ListedVersion>;
  currency: Currency;
  /** Of the clinic; counts for a line without a date of service. */
  today: Day;
  /** Versions that the draft named before: they may have ended since. */
  named: ReadonlySet<string>;
};

/**
 * The lines that charge another price than the list, each with its reason. Refuses (400) at `items.N`: an unknown version,
 * one that was not offered on the day of the service, another price without a reason, and a reason without a version.
 */
export function priceOverrides(lines: readonly ListedLine[], list: ListedPrices): PriceOverride[] {
  return lines.flatMap((line, index) => {
    const at = `items.${index}`;
    if (line.versionId === null) {
      if (line.reason === null) return [];
      return refuseField(`${at}.price_reason`, 'not_listed', 'The item was not taken from the price list.');
    }
    const version = list.versions.get(line.versionId);
    if (!version) {
      return refuseField(`${at}.price_list_version_id`, 'price_unknown', 'The price list has no such item.');
    }
    const day = (line.serviceDate as Day | null) ?? list.today;
    if (!list.named.has(version.id) && !isOffered(version, day)) {
      refuseField(
        `${at}.price_list_version_id`,
        'price_not_offered',
        `${version.code} is not offered on ${day}.`,
      );
    }
    return overrideOf(line, version.prices[list.currency], { line: index + 1, code: version.code });
  });
}

function overrideOf(
  { unitPriceCents, reason }: ListedLine,
  listed: number | undefined,
  which: Pick<PriceOverride, 'line' | 'code'>,
): PriceOverride[] {
  // Without a price in this currency there is none to deviate from.
  if (listed === undefined || listed === unitPriceCents) return [];
  if (reason === null) {
    return refuseField(
      `items.${which.line - 1}.price_reason`,
      'price_reason_needed',
      'Say why another price is charged than the listed one.',
    );
  }
  return [{ ...which, listed_cents: listed, charged_cents: unitPriceCents, reason }];
}
