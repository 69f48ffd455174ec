/** What was done to an invoice and its payments, by whom and why. */

import { Panel } from '../../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../../shared/layout/states.tsx';
import { Timeline } from '../../../shared/money/Timeline.tsx';
import type { Invoice } from '../queries.ts';
import { useInvoiceTimeline } from './queries.ts';

export function History({ invoice }: { invoice: Invoice }) {
  const timeline = useInvoiceTimeline(invoice);
  return (
    <Panel title="Timeline">
      {timeline.isPending && <LoadingRows rows={3} label="Loading what happened" />}
      {timeline.isError && <ErrorState error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.data && <Timeline events={timeline.data.data} currency={invoice.currency} />}
    </Panel>
  );
}
