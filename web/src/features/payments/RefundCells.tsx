/** What a list shows of a refund: whose it is, why, who asked and decided, and how far it is. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { RowButton } from '../../shared/lists/RowButton.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { RefundStatus } from '../../shared/money/RefundStatus.tsx';
import { EFFECT_WORDS, REASON_WORDS } from '../../shared/money/words.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import type { Refund } from './queries.ts';

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

type CellProps = { refund: Refund };

/** Why it is, what was written to it, and its effect, which an admin can switch where Stripe’s dashboard made it. */
export function Why({ refund, onDecide }: CellProps & OnDecide) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const done = refund.status === 'processing' || refund.status === 'succeeded';
  const switchable = refund.outside_approval && done && can('refunds.decide');
  return (
    <>
      {REASON_WORDS[refund.reason]}
      {refund.note && (
        <div className={styles.quiet}>
          “<bdi>{refund.note}</bdi>”
        </div>
      )}
      <div className={styles.quiet}>{EFFECT_WORDS[refund.effect].name}</div>
      {switchable && (
        <Button size="small" onClick={() => onDecide({ refund, decision: 'switch' })}>
          Switch effect
        </Button>
      )}
    </>
  );
}

export function State({ refund }: CellProps) {
  const styles = useStyles();
  return (
    <>
      <RefundStatus status={refund.status} />
      {refund.outside_approval && (
        <div>
          <Badge tone="danger">Refunded in Stripe</Badge>
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

/** When it was asked for; opens its payment. */
export function Asked({ refund, onOpen }: CellProps & { onOpen: (paymentId: string) => void }) {
  const { clinic } = useSignedIn();
  const asked = formatInstant(refund.created_at, clinic.time_zone);
  return (
    <RowButton
      label={`Refund of ${asked}, ${refund.invoice_number}`}
      onClick={() => onOpen(refund.payment_id)}
    >
      {asked}
    </RowButton>
  );
}

export function People({ refund }: CellProps) {
  const styles = useStyles();
  return (
    <>
      <bdi>{refund.requested_by_name ?? 'Stripe’s dashboard'}</bdi>
      {refund.decided_by_name && (
        <div className={styles.quiet}>
          {refund.status === 'rejected' ? 'Rejected' : 'Approved'} by <bdi>{refund.decided_by_name}</bdi>
        </div>
      )}
    </>
  );
}

export const Whose = ({ refund }: CellProps) => (
  <>
    <AppLink to={`/staff/patients/${refund.patient_id}`}>
      <bdi>{refund.patient_name}</bdi>
    </AppLink>
    <div>
      <AppLink to={`/staff/invoices/${refund.invoice_id}`}>{refund.invoice_number}</AppLink>
    </div>
  </>
);

export const Amount = ({ refund }: CellProps) => (
  <Money cents={refund.amount_cents} currency={refund.currency} />
);

export type Deciding = { refund: Refund; decision: 'approve' | 'reject' | 'switch' };
type OnDecide = { onDecide: (deciding: Deciding) => void };

/** What an admin can do about a refund that waits. */
export function Decision({ refund, onDecide }: CellProps & OnDecide) {
  const styles = useStyles();
  const { staff, can } = useSignedIn();
  if (refund.status !== 'requested') return null;
  if (!can('refunds.decide')) return <span className={styles.quiet}>An admin decides</span>;
  const own = refund.requested_by === staff.id;
  return (
    <div className={styles.actions}>
      <Button
        size="small"
        appearance={own ? 'secondary' : 'primary'}
        disabled={refund.not_approvable !== null}
        onClick={() => onDecide({ refund, decision: 'approve' })}
      >
        Approve
      </Button>
      <Button size="small" onClick={() => onDecide({ refund, decision: 'reject' })}>
        Reject
      </Button>
      {own && <span className={styles.quiet}>You requested this refund</span>}
      {refund.not_approvable && (
        <span className={styles.quiet}>
          <bdi>{refund.not_approvable.detail}</bdi>
        </span>
      )}
    </div>
  );
}

type RefundCardProps = CellProps & OnDecide & { onOpen: (paymentId: string) => void; awaiting: boolean };

/** All of it, where there is no room for columns. */
export function RefundCard({ refund, onOpen, awaiting, onDecide }: RefundCardProps) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <div className={styles.between}>
        <Asked refund={refund} onOpen={onOpen} />
        <strong>
          <Amount refund={refund} />
        </strong>
      </div>
      <div>
        <Whose refund={refund} />
      </div>
      <div>
        <Why refund={refund} onDecide={onDecide} />
      </div>
      <div className={styles.between}>
        <span>
          <People refund={refund} />
        </span>
        <span>
          <State refund={refund} />
        </span>
      </div>
      {awaiting && <Decision refund={refund} onDecide={onDecide} />}
    </div>
  );
}
