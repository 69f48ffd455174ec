/** The discrepancies, both sides beside each other, with what to do next. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import { isBookable } from '../../../../functions/domain/reconciliation.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { amountIn } from '../../shared/money/amount-in.ts';
import { formatInstantDay } from '../../shared/text/dates.ts';
import type { Discrepancy } from './queries.ts';
import { CLASS_WORDS } from './words.ts';

const AcceptDiscrepancy = lazy(async () => ({
  default: (await import('./AcceptDiscrepancy.tsx')).AcceptDiscrepancy,
}));

const BookDiscrepancy = lazy(async () => ({
  default: (await import('./BookDiscrepancy.tsx')).BookDiscrepancy,
}));

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  card: { display: 'grid', gap: tokens.spacingVerticalS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

function What({ of }: { of: Discrepancy }) {
  const styles = useStyles();
  return (
    <>
      <Badge tone={of.resolved_at === null ? 'danger' : 'neutral'}>{CLASS_WORDS[of.class]}</Badge>
      <div>
        {of.invoice_id && (
          <AppLink to={`/staff/invoices/${of.invoice_id}`}>{of.invoice_number ?? 'Invoice'}</AppLink>
        )}
      </div>
      <div className={styles.quiet}>{of.object}</div>
      <div className={styles.quiet}>
        <bdi>{of.detail}</bdi>
      </div>
    </>
  );
}

function Next({ of, onAccept, onBook }: { of: Discrepancy; onAccept: () => void; onBook: () => void }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  if (of.accepted_note !== null)
    return (
      <span className={styles.quiet}>
        Accepted: “<bdi>{of.accepted_note}</bdi>”
      </span>
    );
  return (
    <>
      <bdi>{of.next_step}</bdi>
      {can('reconciliation.accept') && (
        <div data-print="hide" className={styles.actions}>
          {isBookable(of) && can('reconciliation.book') && (
            <Button size="small" appearance="primary" onClick={onBook}>
              Book
            </Button>
          )}
          <Button size="small" onClick={onAccept}>
            Accept with a note
          </Button>
        </div>
      )}
    </>
  );
}

const side = (cents: number | null, currency: string) =>
  cents === null ? 'Nothing' : amountIn(cents, currency);

export function Discrepancies({ discrepancies }: { discrepancies: readonly Discrepancy[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [accepting, setAccepting] = useState<Discrepancy>();
  const [booking, setBooking] = useState<Discrepancy>();
  if (discrepancies.length === 0) {
    return <EmptyState title="No discrepancies">Our books match Stripe for these days.</EmptyState>;
  }
  const when = (of: Discrepancy) => formatInstantDay(of.happened_at, clinic.time_zone);
  const next = (of: Discrepancy) => (
    <Next of={of} onAccept={() => setAccepting(of)} onBook={() => setBooking(of)} />
  );
  const columns: Column<Discrepancy>[] = [
    { header: 'Day', cell: when, nowrap: true },
    { header: 'Discrepancy', cell: (of) => <What of={of} />, rowHeader: true },
    { header: 'Ours', cell: (of) => side(of.ours_cents, of.currency), end: true },
    { header: 'Stripe’s', cell: (of) => side(of.stripe_cents, of.currency), end: true },
    { header: 'What to do', cell: next },
  ];
  return (
    <>
      <DataTable
        caption="Discrepancies"
        columns={columns}
        rows={discrepancies}
        rowKey={(of) => of.id}
        card={(of) => (
          <div className={styles.card}>
            <div>
              <What of={of} />
            </div>
            <div className={styles.between}>
              <span>Ours: {side(of.ours_cents, of.currency)}</span>
              <span>Stripe’s: {side(of.stripe_cents, of.currency)}</span>
            </div>
            <div className={styles.quiet}>{when(of)}</div>
            <div>{next(of)}</div>
          </div>
        )}
      />
      {booking && (
        <Suspense>
          <BookDiscrepancy of={booking} onClose={() => setBooking(undefined)} />
        </Suspense>
      )}
      {accepting && (
        <Suspense>
          <AcceptDiscrepancy of={accepting} onClose={() => setAccepting(undefined)} />
        </Suspense>
      )}
    </>
  );
}
