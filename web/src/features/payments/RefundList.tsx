/** Refunds and how far they are, or only those that wait for an admin. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { REFUND_STATUSES } from '../../../../functions/domain/refund.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ChoiceFilter, Filters } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { RowButton } from '../../shared/lists/RowButton.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { RefundStatus } from '../../shared/money/RefundStatus.tsx';
import { EFFECT_WORDS, REASON_WORDS, REFUND_STATUS_WORDS } from '../../shared/money/words.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { CLEARED, type TabProps } from './address.ts';
import { type Refund, useRefunds } from './queries.ts';

/** Loaded when the first refund is decided. */
const DecideRefund = lazy(async () => ({ default: (await import('./DecideRefund.tsx')).DecideRefund }));

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalS },
  between: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '8px',
    flexWrap: 'wrap',
  },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

const STATUSES = REFUND_STATUSES.map((status) => [status, REFUND_STATUS_WORDS[status]] as const);

/** Why it is, and what was written to it. */
function Why({ refund }: { refund: Refund }) {
  const styles = useStyles();
  return (
    <>
      {REASON_WORDS[refund.reason]}
      {refund.note && (
        <div className={styles.quiet}>
          “<bdi>{refund.note}</bdi>”
        </div>
      )}
      <div className={styles.quiet}>{EFFECT_WORDS[refund.effect].name}</div>
    </>
  );
}

function State({ refund }: { refund: Refund }) {
  const styles = useStyles();
  return (
    <>
      <RefundStatus status={refund.status} />
      {refund.outside_approval && (
        <div>
          <Badge tone="danger">Made at Stripe</Badge>
        </div>
      )}
      {refund.failure_reason && (
        <div className={styles.quiet}>{refund.failure_reason.replaceAll('_', ' ')}</div>
      )}
      {refund.decision_reason && (
        <div className={styles.quiet}>
          “<bdi>{refund.decision_reason}</bdi>”
        </div>
      )}
    </>
  );
}

type Deciding = { refund: Refund; decision: 'approve' | 'reject' };

export function RefundList({ address, change, onOpen, awaiting = false }: TabProps & { awaiting?: boolean }) {
  const styles = useStyles();
  const { clinic, staff, can } = useSignedIn();
  const [deciding, setDeciding] = useState<Deciding>();
  const { refund: status, outside, cursor, limit } = address;
  const refunds = useRefunds({
    status: awaiting ? 'requested' : status,
    outside_approval: outside,
    cursor,
    limit,
  });
  const filtered = [awaiting ? undefined : status, outside, cursor].some((value) => value !== undefined);

  const asked = (refund: Refund) => formatInstant(refund.created_at, clinic.time_zone);
  const open = (refund: Refund) => (
    <RowButton
      label={`Refund of ${asked(refund)}, ${refund.invoice_number}`}
      onClick={() => onOpen(refund.payment_id)}
    >
      {asked(refund)}
    </RowButton>
  );
  const people = (refund: Refund) => (
    <>
      <bdi>{refund.requested_by_name ?? 'Stripe’s dashboard'}</bdi>
      {refund.decided_by_name && (
        <div className={styles.quiet}>
          {refund.status === 'rejected' ? 'Rejected' : 'Approved'} by <bdi>{refund.decided_by_name}</bdi>
        </div>
      )}
    </>
  );
  const whose = (refund: Refund) => (
    <>
      <AppLink to={`/staff/patients/${refund.patient_id}`}>
        <bdi>{refund.patient_name}</bdi>
      </AppLink>
      <div>
        <AppLink to={`/staff/invoices/${refund.invoice_id}`}>{refund.invoice_number}</AppLink>
      </div>
    </>
  );
  const amount = (refund: Refund) => <Money cents={refund.amount_cents} currency={refund.currency} />;
  const actions = (refund: Refund) => {
    if (refund.status !== 'requested') return null;
    if (!can('refunds.decide')) return <span className={styles.quiet}>An admin decides</span>;
    const own = refund.requested_by === staff.id;
    return (
      <div className={styles.actions}>
        <Button
          size="small"
          appearance={own ? 'secondary' : 'primary'}
          disabled={refund.not_approvable !== null}
          onClick={() => setDeciding({ refund, decision: 'approve' })}
        >
          Approve
        </Button>
        <Button size="small" onClick={() => setDeciding({ refund, decision: 'reject' })}>
          Reject
        </Button>
        {own && <span className={styles.quiet}>You asked for this one</span>}
        {refund.not_approvable && (
          <span className={styles.quiet}>
            <bdi>{refund.not_approvable.detail}</bdi>
          </span>
        )}
      </div>
    );
  };
  const columns: Column<Refund>[] = [
    { header: 'Asked for', cell: open, nowrap: true, rowHeader: true },
    { header: 'Patient and invoice', cell: whose },
    { header: 'Reason', cell: (refund) => <Why refund={refund} /> },
    { header: 'By', cell: people },
    ...(awaiting ? [] : [{ header: 'Status', cell: (refund: Refund) => <State refund={refund} /> }]),
    { header: 'Amount', cell: amount, end: true },
    ...(awaiting ? [{ header: 'Decision', cell: actions }] : []),
  ];
  return (
    <>
      {!awaiting && (
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
            options={[['true', 'Made at Stripe, past approval']]}
            value={outside}
            onChange={(value) => change({ outside: value, cursor: undefined }, { replace: true })}
          />
        </Filters>
      )}
      <ListBody
        query={refunds}
        what="refunds"
        filtered={filtered}
        onClear={() => change(CLEARED)}
        empty={
          awaiting ? (
            <EmptyState title="No refund waits for approval" />
          ) : (
            <EmptyState title="No refunds yet">Ask for one from a payment.</EmptyState>
          )
        }
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => (
          <DataTable
            caption="Refunds"
            columns={columns}
            rows={rows}
            rowKey={(refund) => refund.id}
            card={(refund) => (
              <div className={styles.card}>
                <div className={styles.between}>
                  {open(refund)}
                  <strong>{amount(refund)}</strong>
                </div>
                <div>{whose(refund)}</div>
                <div>
                  <Why refund={refund} />
                </div>
                <div className={styles.between}>
                  <span>{people(refund)}</span>
                  <span>
                    <State refund={refund} />
                  </span>
                </div>
                {awaiting && actions(refund)}
              </div>
            )}
          />
        )}
      </ListBody>
      {deciding && (
        <Suspense>
          <DecideRefund {...deciding} onClose={() => setDeciding(undefined)} />
        </Suspense>
      )}
    </>
  );
}
