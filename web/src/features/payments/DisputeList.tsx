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
          {dispute.outcome === 'reopen' ? 'The patient owes it again' : 'The clinic absorbs it'}, as{' '}
          <bdi>{dispute.decided_by_name ?? 'staff'}</bdi> decided
        </div>
      )}
    </>
  );
}

export function DisputeList({ address, change, onOpen }: TabProps) {
  const styles = useStyles();
  const { clinic, can } = useSignedIn();
  const [deciding, setDeciding] = useState<Dispute>();
  const { stage, cursor, limit } = address;
  const disputes = useDisputes({ stage, cursor, limit });
  const filtered = stage !== undefined || cursor !== undefined;

  const opened = (dispute: Dispute) => formatInstant(dispute.opened_at, clinic.time_zone);
  const open = (dispute: Dispute) => (
    <RowButton
      label={`Dispute of ${opened(dispute)}, ${dispute.invoice_number}`}
      onClick={() => onOpen(dispute.payment_id)}
    >
      {opened(dispute)}
    </RowButton>
  );
  const whose = (dispute: Dispute) => (
    <>
      <AppLink to={`/staff/patients/${dispute.patient_id}`}>
        <bdi>{dispute.patient_name}</bdi>
      </AppLink>
      <div>
        <AppLink to={`/staff/invoices/${dispute.invoice_id}`}>{dispute.invoice_number}</AppLink>
      </div>
    </>
  );
  const amounts = (dispute: Dispute) => (
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
  const decision = (dispute: Dispute) => {
    if (!dispute.needs_decision) return null;
    if (!can('disputes.decide')) return <span className={styles.quiet}>An admin decides who bears it</span>;
    return (
      <Button size="small" appearance="primary" onClick={() => setDeciding(dispute)}>
        Decide
      </Button>
    );
  };
  const columns: Column<Dispute>[] = [
    { header: 'Opened', cell: open, nowrap: true, rowHeader: true },
    { header: 'Patient and invoice', cell: whose },
    { header: 'Reason', cell: (dispute) => capitalized(dispute.reason) },
    { header: 'Status', cell: (dispute) => <State dispute={dispute} /> },
    { header: 'Amount', cell: amounts, end: true },
    { header: 'Decision', cell: decision },
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
            card={(dispute) => (
              <div className={styles.card}>
                <div className={styles.between}>
                  {open(dispute)}
                  <strong>
                    <Money cents={dispute.amount_cents} currency={dispute.currency} />
                  </strong>
                </div>
                <div>{whose(dispute)}</div>
                <div>
                  <bdi>{capitalized(dispute.reason)}</bdi>
                </div>
                <div>
                  <State dispute={dispute} />
                </div>
                {decision(dispute)}
              </div>
            )}
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
