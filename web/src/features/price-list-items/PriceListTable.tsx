/** The items of the price list, as a table or as cards. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { PriceListItem } from '../../../../functions/contracts/price-list-items.ts';
import { nameIn } from '../../../../functions/domain/price-list.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { rateInWords } from '../../shared/money/rate-words.ts';
import { UNIT_WORDS } from '../../shared/text/unit-words.ts';
import { OfferedBadge } from './Offered.tsx';
import { Prices } from './Prices.tsx';

const useStyles = makeStyles({
  card: { display: 'grid', gap: tokens.spacingVerticalXS, justifyItems: 'start' },
  quiet: { color: tokens.colorNeutralForeground3 },
});

const code = (item: PriceListItem) => (
  <AppLink to={`/staff/price-list/${item.id}`}>
    <bdi>{item.code}</bdi>
  </AppLink>
);
const tax = ({ tax_rate_thousandths: rate }: PriceListItem) => (rate === null ? '–' : rateInWords(rate));

const COLUMNS: Column<PriceListItem>[] = [
  { header: 'Code', cell: code, rowHeader: true },
  { header: 'Name', cell: (item) => nameIn(item, 'en') },
  { header: 'Category', cell: ({ category }) => category ?? '–', dropOrder: 2 },
  { header: 'Unit', cell: ({ unit }) => (unit ? UNIT_WORDS[unit] : '–'), nowrap: true, dropOrder: 1 },
  { header: 'State', cell: (item) => <OfferedBadge item={item} />, nowrap: true },
  { header: 'Tax', cell: tax, end: true, dropOrder: 3 },
  { header: 'Price', cell: (item) => <Prices of={item} />, end: true },
];

export function PriceListTable({ items }: { items: readonly PriceListItem[] }) {
  const styles = useStyles();
  return (
    <DataTable
      caption="Price list"
      columns={COLUMNS}
      rows={items}
      rowKey={({ id }) => id}
      card={(item) => (
        <div className={styles.card}>
          {code(item)}
          <bdi>{nameIn(item, 'en')}</bdi>
          <Prices of={item} />
          {item.category && (
            <span className={styles.quiet}>
              <bdi>{item.category}</bdi>
            </span>
          )}
          <OfferedBadge item={item} />
        </div>
      )}
    />
  );
}
