/** Whether an item of the price list is offered today, as icon and word. */
import { CheckmarkCircle16Regular, Clock16Regular, DismissCircle16Regular } from '@fluentui/react-icons';
import type { PriceListItem } from '../../../../functions/contracts/price-list-items.ts';
import { isOffered } from '../../../../functions/domain/price-list.ts';
import { useSignedIn } from '../../session/current.ts';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { formatDay, todayIn } from '../../shared/text/dates.ts';

type Offer = Pick<PriceListItem, 'active_from' | 'active_to' | 'withdrawn'>;

export function OfferedBadge({ item }: { item: Offer }) {
  const { clinic } = useSignedIn();
  const today = todayIn(clinic.time_zone);
  if (isOffered(item, today)) {
    return (
      <Badge tone="success" icon={<CheckmarkCircle16Regular />}>
        Active
      </Badge>
    );
  }
  if (!item.withdrawn && item.active_from !== null && item.active_from > today) {
    return (
      <Badge tone="brand" icon={<Clock16Regular />}>
        From {formatDay(item.active_from)}
      </Badge>
    );
  }
  return (
    <Badge tone="neutral" icon={<DismissCircle16Regular />}>
      {item.withdrawn ? 'Withdrawn' : 'Ended'}
    </Badge>
  );
}

/** `Jan 1, 2026 – Dec 31, 2026`; `Always` without limits. */
export function offeredInWords({ active_from: from, active_to: to }: Omit<Offer, 'withdrawn'>): string {
  if (from === null && to === null) return 'Always';
  if (from === null) return `Until ${formatDay(to ?? '')}`;
  return to === null ? `From ${formatDay(from)}` : `${formatDay(from)} – ${formatDay(to)}`;
}
