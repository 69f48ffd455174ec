/** Pay-outs of patient credit that need the approval of another admin, with the decision where one is due. */
import { Button, makeStyles, Subtitle2, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { PayoutStatus } from '../../shared/money/RefundStatus.tsx';
import { methodName } from '../../shared/money/words.ts';
import { Ago } from '../../shared/text/Ago.tsx';
import { type CreditPayout, useCreditPayouts } from './queries.ts';

/** Loaded when the first pay-out is decided. */
const DecidePayout = lazy(async () => ({ default: (await import('./DecidePayout.tsx')).DecidePayout }));

const useStyles = makeStyles({
  section: { display: 'grid', gap: tokens.spacingVerticalS, marginBlock: tokens.spacingVerticalL },
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
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap', alignItems: 'center' },
});

type Deciding = { payout: CreditPayout; decision: 'approve' | 'reject' };

function Decision({ payout, onDecide }: { payout: CreditPayout; onDecide: (deciding: Deciding) => void }) {
  const styles = useStyles();
  const { staff, can } = useSignedIn();
  if (payout.status !== 'requested') return null;
  if (!can('credits.pay_out')) return <span className={styles.quiet}>An admin decides</span>;
  const own = payout.requested_by === staff.id;
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        appearance={own ? 'secondary' : 'primary'}
        onClick={() => onDecide({ payout, decision: 'approve' })}
      >
        Approve
      </Button>
      <Button size="small" onClick={() => onDecide({ payout, decision: 'reject' })}>
        Reject
      </Button>
      {own && <span className={styles.quiet}>You requested this one</span>}
    </div>
  );
}

function State({ payout }: { payout: CreditPayout }) {
  const styles = useStyles();
  return (
    <>
      <PayoutStatus status={payout.status} />
      {payout.decided_by_name && (
        <div className={styles.quiet}>
          by <bdi>{payout.decided_by_name}</bdi>
        </div>
      )}
      {payout.decision_reason && (
        <div className={styles.quiet}>
          “<bdi>{payout.decision_reason}</bdi>”
        </div>
      )}
    </>
  );
}

const patientLink = (payout: CreditPayout) => (
  <AppLink to={`/staff/patients/${payout.patient_id}`}>
    <bdi>{payout.patient_name}</bdi>
  </AppLink>
);
const requester = (payout: CreditPayout) => <bdi>{payout.requested_by_name}</bdi>;
const amount = (payout: CreditPayout) => <Money cents={payout.amount_cents} currency={payout.currency} />;

function Method({ payout }: { payout: CreditPayout }) {
  const styles = useStyles();
  return (
    <>
      {methodName(payout.method)}
      <div className={styles.quiet}>
        <bdi>{payout.reference}</bdi>
      </div>
    </>
  );
}

type PayoutTableProps = {
  payouts: readonly CreditPayout[];
  pending: boolean;
  onDecide: (deciding: Deciding) => void;
};

function PayoutTable({ payouts, pending, onDecide }: PayoutTableProps) {
  const styles = useStyles();
  const when = (payout: CreditPayout) => <Ago at={payout.requested_at} />;
  const outcome = (payout: CreditPayout) =>
    pending ? <Decision payout={payout} onDecide={onDecide} /> : <State payout={payout} />;
  const columns: Column<CreditPayout>[] = [
    { header: 'Requested', cell: when, rowHeader: true },
    { header: 'Patient', cell: patientLink },
    { header: 'Method', cell: (payout) => <Method payout={payout} /> },
    { header: 'Requested by', cell: requester },
    { header: 'Amount', cell: amount, end: true },
    { header: pending ? 'Decision' : 'Status', cell: outcome },
  ];
  return (
    <DataTable
      caption="Pay-outs of credit"
      columns={columns}
      rows={payouts}
      rowKey={(payout) => payout.id}
      card={(payout) => (
        <div className={styles.card}>
          <div className={styles.between}>
            {patientLink(payout)}
            <strong>{amount(payout)}</strong>
          </div>
          <div className={styles.quiet}>
            {when(payout)}, {requester(payout)}
          </div>
          <div>
            <Method payout={payout} />
          </div>
          {outcome(payout)}
        </div>
      )}
    />
  );
}

/** Nothing at all while there is none. `pending` shows those that await a decision, otherwise the latest of any status. */
export function PayoutList({ pending = false }: { pending?: boolean }) {
  const styles = useStyles();
  const [deciding, setDeciding] = useState<Deciding>();
  const payouts = useCreditPayouts(pending ? { status: 'requested', limit: 100 } : { limit: 10 });
  const rows = payouts.data?.data ?? [];
  return (
    <>
      {rows.length > 0 && (
        <section className={styles.section} aria-label="Pay-outs of credit">
          <Subtitle2 as="h2">
            {pending ? 'Pay-outs of credit pending approval' : 'Pay-outs that needed approval'}
          </Subtitle2>
          <PayoutTable payouts={rows} pending={pending} onDecide={setDeciding} />
        </section>
      )}
      {deciding && (
        <Suspense>
          <DecidePayout {...deciding} onClose={() => setDeciding(undefined)} />
        </Suspense>
      )}
    </>
  );
}
