/** Refunds and how far they are, or only those that wait for an admin. */
import { lazy, Suspense, useState } from 'react';
import { REFUND_STATUSES } from '../../../../functions/domain/refund.ts';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ChoiceFilter, Filters } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { REFUND_STATUS_WORDS } from '../../shared/money/words.ts';
import { CLEARED, type TabProps } from './address.ts';
import { type Refund, useRefunds } from './queries.ts';
import {
  Amount,
  Asked,
  type Deciding,
  Decision,
  People,
  RefundCard,
  State,
  Whose,
  Why,
} from './RefundCells.tsx';

/** Loaded when the first refund is decided. */
const DecideRefund = lazy(async () => ({ default: (await import('./DecideRefund.tsx')).DecideRefund }));
const SwitchEffect = lazy(async () => ({ default: (await import('./SwitchEffect.tsx')).SwitchEffect }));

function RefundDialog({ refund, decision, onClose }: Deciding & { onClose: () => void }) {
  return (
    <Suspense>
      {decision === 'switch' ? (
        <SwitchEffect refund={refund} onClose={onClose} />
      ) : (
        <DecideRefund refund={refund} decision={decision} onClose={onClose} />
      )}
    </Suspense>
  );
}

const STATUSES = REFUND_STATUSES.map((status) => [status, REFUND_STATUS_WORDS[status]] as const);

type FilterProps = Pick<TabProps, 'address' | 'change'> & { filtered: boolean };

function RefundFilters({ address: { refund: status, outside }, change, filtered }: FilterProps) {
  return (
    <Filters filtered={filtered} onClear={() => change(CLEARED)}>
      <ChoiceFilter
        label="Status"
        any="Any"
        options={STATUSES}
        value={status}
        onChange={(value) => change({ refund: value, cursor: undefined }, { replace: true })}
      />
      <ChoiceFilter
        label="Approval"
        any="All"
        options={[['true', 'Refunded in Stripe without approval']]}
        value={outside}
        onChange={(value) => change({ outside: value, cursor: undefined }, { replace: true })}
      />
    </Filters>
  );
}

type RefundTableProps = Pick<TabProps, 'onOpen'> & {
  refunds: readonly Refund[];
  awaiting: boolean;
  onDecide: (deciding: Deciding) => void;
};

function RefundTable({ refunds, onOpen, awaiting, onDecide }: RefundTableProps) {
  const columns: Column<Refund>[] = [
    { header: 'Requested', cell: (refund) => <Asked refund={refund} onOpen={onOpen} />, rowHeader: true },
    { header: 'Patient and invoice', cell: (refund) => <Whose refund={refund} /> },
    { header: 'Reason', cell: (refund) => <Why refund={refund} onDecide={onDecide} /> },
    // Who decides reads all of it: there the rows become cards instead.
    { header: 'By', cell: (refund) => <People refund={refund} />, ...(awaiting ? {} : { dropOrder: 1 }) },
    ...(awaiting ? [] : [{ header: 'Status', cell: (refund: Refund) => <State refund={refund} /> }]),
    { header: 'Amount', cell: (refund) => <Amount refund={refund} />, end: true },
    ...(awaiting
      ? [{ header: 'Decision', cell: (refund: Refund) => <Decision refund={refund} onDecide={onDecide} /> }]
      : []),
  ];
  return (
    <DataTable
      caption="Refunds"
      columns={columns}
      rows={refunds}
      rowKey={(refund) => refund.id}
      card={(refund) => (
        <RefundCard refund={refund} onOpen={onOpen} awaiting={awaiting} onDecide={onDecide} />
      )}
    />
  );
}

export function RefundList({ address, change, onOpen, awaiting = false }: TabProps & { awaiting?: boolean }) {
  const [deciding, setDeciding] = useState<Deciding>();
  const { refund: status, outside, cursor, limit } = address;
  const refunds = useRefunds({
    status: awaiting ? 'requested' : status,
    outside_approval: outside,
    cursor,
    limit,
  });
  const filtered = [awaiting ? undefined : status, outside, cursor].some((value) => value !== undefined);
  return (
    <>
      {!awaiting && <RefundFilters address={address} change={change} filtered={filtered} />}
      <ListBody
        query={refunds}
        what="refunds"
        filtered={filtered}
        onClear={() => change(CLEARED)}
        empty={
          awaiting ? (
            <EmptyState title="No refunds pending approval" />
          ) : (
            <EmptyState title="No refunds yet">Ask for one from a payment.</EmptyState>
          )
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <RefundTable refunds={rows} onOpen={onOpen} awaiting={awaiting} onDecide={setDeciding} />}
      </ListBody>
      {deciding && <RefundDialog {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}
