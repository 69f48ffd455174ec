/** Stripe's movements day by day beside ours: the daily report, which can be printed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Badge } from '../../shared/lists/StatusBadge.tsx';
import { amountIn } from '../../shared/money/amount-in.ts';
import { formatDay } from '../../shared/text/dates.ts';
import type { Report } from './queries.ts';

type Day = Report['days'][number];

const useStyles = makeStyles({
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

const agrees = ({ unmatched }: Day) =>
  unmatched === 0 ? <Badge tone="success">All match</Badge> : <Badge tone="danger">{unmatched} differ</Badge>;

const COLUMNS: Column<Day>[] = [
  { header: 'Day', cell: ({ day }) => formatDay(day), rowHeader: true, nowrap: true },
  { header: 'Transactions', cell: ({ matched, unmatched }) => matched + unmatched, end: true },
  { header: 'Ours', cell: ({ ours_cents, currency }) => amountIn(ours_cents, currency), end: true },
  { header: 'Stripe’s', cell: ({ stripe_cents, currency }) => amountIn(stripe_cents, currency), end: true },
  { header: 'Fees', cell: ({ fee_cents, currency }) => amountIn(fee_cents, currency), end: true },
  { header: 'Agrees', cell: agrees },
];

export function Days({ days }: { days: readonly Day[] }) {
  const styles = useStyles();
  if (days.length === 0) return <EmptyState title="Nothing moved at Stripe in these days" />;
  return (
    <DataTable
      caption="Day by day"
      columns={COLUMNS}
      rows={days}
      rowKey={({ day, currency }) => `${day} ${currency}`}
      card={(day) => (
        <div className={styles.card}>
          <div className={styles.between}>
            <strong>{formatDay(day.day)}</strong>
            {agrees(day)}
          </div>
          <div className={styles.between}>
            <span>Ours {amountIn(day.ours_cents, day.currency)}</span>
            <span>Stripe’s {amountIn(day.stripe_cents, day.currency)}</span>
          </div>
          <div>Fees {amountIn(day.fee_cents, day.currency)}</div>
        </div>
      )}
    />
  );
}
