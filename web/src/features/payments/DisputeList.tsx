/** Disputes and inquiries: until when to answer, and who bears a lost one. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { DISPUTE_STAGES } from '../../../../functions/domain/dispute.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ChoiceFilter, Filters } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { RowButton } from '../../shared/lists/RowButton.tsx';
import { Badge, type Tone } from '../../shared/lists/StatusBadge.tsx';
import { amountIn } from '../../shared/money/amount-in.ts';
import { Money } from '../../shared/money/Money.tsx';
import { capitalized } from '../../shared/money/words.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { CLEARED, type TabProps } from './address.ts';
import { type Dispute, useDisputes } from './queries.ts';

const DecideDispute = lazy(async () => ({ default: (await import('./DecideDispute.tsx')).DecideDispute }));

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  card: { display: 'grid', gap: tokens.spacingVerticalS },
  amounts: { textAlign: 'end' },
  between: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '8px',
    flexWrap: 'wrap',
  },
});

const STAGES = DISPUTE_STAGES.map((stage) => [stage, capitalized(stage)] as const);

const toneOf = (dispute: Dispute): Tone => {
  if (dispute.needs_response || dispute.needs_decision) return 'danger';
  if (dispute.status === 'won') return 'success';
  return dispute.status.endsWith('under_review') ? 'warning' : 'neutral';
};

function State({ dispute }: { dispute: Dispute }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const words = capitalized(dispute.status.replace('warning_', ''));
  return (
    <>
      <Badge tone={toneOf(dispute)}>{dispute.is_inquiry ? `Inquiry: ${words.toLowerCase()}` : words}</Badge>
      {dispute.needs_response && (
        <div className={styles.quiet}>
          Answer at Stripe
          {dispute.evidence_due_at && ` by ${formatInstant(dispute.evidence_due_at, clinic.time_zone)}`}
        </div>
      )}
      {dispute.outcome && (
        <div className={styles.quiet}>
          {dispute.outcome === 'reopen' ? 'Balance reopened' : 'Loss absorbed'}, as{' '}
          <bdi>{dispute.decided_by_name ?? 'staff'}</bdi> decided
        </div>
      )}
    </>
  );
}

type CellProps = { dispute: Dispute };

const Whose = ({ dispute }: CellProps) => (
  <>
    <AppLink to={`/staff/patients/${dispute.patient_id}`}>
      <bdi>{dispute.patient_name}</bdi>
    </AppLink>
    <div>
      <AppLink to={`/staff/invoices/${dispute.invoice_id}`}>{dispute.invoice_number}</AppLink>
    </div>
  </>
);

/** What is disputed, what of it was taken and came back, and Stripe's fee. */
function Amounts({ dispute }: CellProps) {
  const styles = useStyles();
  return (
    <>
      <Money cents={dispute.amount_cents} currency={dispute.currency} />
      {dispute.withdrawn_cents > dispute.reinstated_cents && (
        <div className={styles.quiet}>
          <Money cents={dispute.withdrawn_cents - dispute.reinstated_cents} currency={dispute.currency} />{' '}
          taken
        </div>
      )}
      {dispute.reinstated_cents > 0 && dispute.reinstated_cents < dispute.withdrawn_cents && (
        <div className={styles.quiet}>
          <Money cents={dispute.reinstated_cents} currency={dispute.currency} /> returned
        </div>
      )}
      {dispute.fee_cents > 0 && (
        <div className={styles.quiet}>
          {amountIn(dispute.fee_cents, dispute.fee_currency ?? dispute.currency)} fee
        </div>
      )}
    </>
  );
}

function Opened({ dispute, onOpen }: CellProps & Pick<TabProps, 'onOpen'>) {
  const { clinic } = useSignedIn();
  const opened = formatInstant(dispute.opened_at, clinic.time_zone);
  return (
    <RowButton
      label={`Dispute of ${opened}, ${dispute.invoice_number}`}
      onClick={() => onOpen(dispute.payment_id)}
    >
      {opened}
    </RowButton>
  );
}

function Decision({ dispute, onDecide }: CellProps & { onDecide: (dispute: Dispute) => void }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  if (!dispute.needs_decision) return null;
  if (!can('disputes.decide')) return <span className={styles.quiet}>An admin decides who bears it</span>;
  return (
    <Button size="small" appearance="primary" onClick={() => onDecide(dispute)}>
      Resolve
    </Button>
  );
}

type DisputeCardProps = CellProps & Pick<TabProps, 'onOpen'> & { onDecide: (dispute: Dispute) => void };

/** All of it, where there is no room for columns. */
function DisputeCard({ dispute, onOpen, onDecide }: DisputeCardProps) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <div className={styles.between}>
        <Opened dispute={dispute} onOpen={onOpen} />
        <div className={styles.amounts}>
          <Amounts dispute={dispute} />
        </div>
      </div>
      <div>
        <Whose dispute={dispute} />
      </div>
      <div>
        <bdi>{capitalized(dispute.reason)}</bdi>
      </div>
      <div>
        <State dispute={dispute} />
      </div>
      <Decision dispute={dispute} onDecide={onDecide} />
    </div>
  );
}

export function DisputeList({ address, change, onOpen }: TabProps) {
  const [deciding, setDeciding] = useState<Dispute>();
  const { stage, cursor, limit } = address;
  const disputes = useDisputes({ stage, cursor, limit });
  const filtered = stage !== undefined || cursor !== undefined;
  const columns: Column<Dispute>[] = [
    {
      header: 'Opened',
      cell: (dispute) => <Opened dispute={dispute} onOpen={onOpen} />,
      rowHeader: true,
    },
    { header: 'Patient and invoice', cell: (dispute) => <Whose dispute={dispute} /> },
    { header: 'Reason', cell: (dispute) => capitalized(dispute.reason) },
    { header: 'Status', cell: (dispute) => <State dispute={dispute} /> },
    { header: 'Amount', cell: (dispute) => <Amounts dispute={dispute} />, end: true },
    { header: 'Decision', cell: (dispute) => <Decision dispute={dispute} onDecide={setDeciding} /> },
  ];
  return (
    <>
      <Filters filtered={filtered} onClear={() => change(CLEARED)}>
        <ChoiceFilter
          label="Stage"
          any="Any"
          options={STAGES}
          value={stage}
          onChange={(value) => change({ stage: value, cursor: undefined }, { replace: true })}
        />
      </Filters>
      <ListBody
        query={disputes}
        what="disputes"
        filtered={filtered}
        onClear={() => change(CLEARED)}
        empty={<EmptyState title="No payment is disputed" />}
        pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => (
          <DataTable
            caption="Disputes"
            columns={columns}
            rows={rows}
            rowKey={(dispute) => dispute.id}
            card={(dispute) => <DisputeCard dispute={dispute} onOpen={onOpen} onDecide={setDeciding} />}
          />
        )}
      </ListBody>
      {deciding && (
        <Suspense>
          <DecideDispute dispute={deciding} onClose={() => setDeciding(undefined)} />
        </Suspense>
      )}
    </>
  );
}
