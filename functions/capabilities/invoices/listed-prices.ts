/** The lines of a draft beside the price list that they were taken from. */
import type { Day } from '../../domain/calendar.ts';
import { type PriceOverride, priceOverrides } from '../../domain/price-list.ts';
import type { Draft } from '../ports/invoices.ts';
import type { PriceListItemStore } from '../ports/price-list-items.ts';

type Compared = { today: Day; before?: Pick<Draft, 'lines'> };

/** The lines that charge another price than the list. Refuses as `priceOverrides` does. */
export async function listedOverrides(
  tx: { priceListItems: Pick<PriceListItemStore, 'versions'> },
  { lines, currency }: Draft,
  { today, before }: Compared,
): Promise<PriceOverride[]> {
  const asked = versionIds(lines);
  const found = asked.length === 0 ? [] : await tx.priceListItems.versions(asked);
  const listed = lines.map(({ unitPriceCents, details }) => ({
    unitPriceCents,
    serviceDate: details.service_date,
    versionId: details.price_list_version_id,
    reason: details.price_reason,
  }));
  return priceOverrides(listed, {
    versions: new Map(found.map((version) => [version.id, version])),
    currency,
    today,
    named: new Set(before ? versionIds(before.lines) : []),
  });
}

const versionIds = (lines: Draft['lines']): string[] => [
  ...new Set(lines.flatMap(({ details: { price_list_version_id: id } }) => (id === null ? [] : [id]))),
];
