/** What Stripe converted into the currency of its balance, and what rates of different days have cost or brought. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { amountIn } from '../../shared/money/amount-in.ts';
import type { Report } from './queries.ts';

type Conversion = Report['conversions'][number];

const useStyles = makeStyles({
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

const currencies = ({ source_currency, currency }: Conversion) =>
  `${source_currency.toUpperCase()} to ${currency.toUpperCase()}`;
const became = (source: number, cents: number, { source_currency, currency }: Conversion) =>
  source === 0 && cents === 0
    ? '–'
    : `${amountIn(source, source_currency)} became ${amountIn(cents, currency)}`;
const received = (each: Conversion) => became(each.received_source_cents, each.received_cents, each);
const returned = (each: Conversion) => became(each.returned_source_cents, each.returned_cents, each);

/** A loss is negative. */
function difference({ difference_cents: cents, currency }: Conversion): string {
  if (cents === 0) return 'None';
  return `${amountIn(Math.abs(cents), currency)} ${cents < 0 ? 'loss' : 'gain'}`;
}

const COLUMNS: Column<Conversion>[] = [
  { header: 'Currencies', cell: currencies, rowHeader: true, nowrap: true },
  { header: 'Payments', cell: received },
  { header: 'Refunds and disputes', cell: returned },
  { header: 'Exchange difference', cell: difference, end: true },
];

export function Conversions({ conversions }: { conversions: readonly Conversion[] }) {
  const styles = useStyles();
  return (
    <DataTable
      caption="Currency conversions"
      columns={COLUMNS}
      rows={conversions}
      rowKey={currencies}
      card={(each) => (
        <div className={styles.card}>
          <div className={styles.between}>
            <strong>{currencies(each)}</strong>
            <span>Exchange difference: {difference(each)}</span>
          </div>
          <div>Payments: {received(each)}</div>
          <div>Refunds and disputes: {returned(each)}</div>
        </div>
      )}
    />
  );
}
