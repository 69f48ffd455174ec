/** The items of an invoice and what they come to, as the patient sees them. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import type { Currency } from '../../../../functions/domain/currency.ts';
import {
  detailParts,
  type PrintedDetails,
  quantityInWords,
} from '../../../../functions/domain/line-details.ts';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay } from '../../shared/text/dates.ts';

export type ShownLine = PrintedDetails & {
  description: string;
  quantity: number;
  unit_price_cents: number;
  discount_cents: number;
  tax_cents: number;
  total_cents: number;
};

const useStyles = makeStyles({
  sums: {
    display: 'grid',
    gap: tokens.spacingVerticalXS,
    marginTop: tokens.spacingVerticalL,
    marginLeft: 'auto',
    width: '100%',
    alignContent: 'start',
    maxWidth: '320px',
    padding: `0 ${tokens.spacingHorizontalM}`,
  },
  sum: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalL },
  strong: {
    fontWeight: tokens.fontWeightBold,
    borderTop: `1px solid ${tokens.colorNeutralStroke1}`,
    paddingTop: tokens.spacingVerticalXS,
  },
  description: { whiteSpace: 'pre-wrap' },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalM },
  quiet: { color: tokens.colorNeutralForeground3 },
});

const quantityOf = (line: ShownLine) => quantityInWords(line, { language: 'en', locale: 'en-US' });

/** When, under which code, by whom and where. */
function Details({ line }: { line: ShownLine }) {
  const styles = useStyles();
  const parts = detailParts(line, { day: formatDay, discounted: 'Discount', exempt: 'Exempt from tax' });
  if (parts.length === 0) return null;
  return (
    <div className={styles.quiet}>
      <bdi>{parts.map(isolate).join(' · ')}</bdi>
    </div>
  );
}

export function InvoiceLines({ lines, currency }: { lines: readonly ShownLine[]; currency: Currency }) {
  const styles = useStyles();
  const money = (cents: number) => <Money cents={cents} currency={currency} />;
  const discounts = lines.some((line) => line.discount_cents !== 0);
  const columns: Column<ShownLine>[] = [
    {
      header: 'Item',
      cell: (line) => (
        <>
          <span className={styles.description}>
            <bdi>{line.description}</bdi>
          </span>
          <Details line={line} />
        </>
      ),
      rowHeader: true,
    },
    { header: 'Qty', cell: quantityOf, end: true },
    { header: 'Unit price', cell: (line) => money(line.unit_price_cents), end: true },
    ...(discounts
      ? [{ header: 'Discount', cell: (line: ShownLine) => money(-line.discount_cents), end: true as const }]
      : []),
    { header: 'Tax', cell: (line) => money(line.tax_cents), end: true },
    { header: 'Total', cell: (line) => money(line.total_cents), end: true },
  ];
  return (
    <DataTable
      caption="Items"
      columns={columns}
      rows={lines}
      rowKey={(_, index) => String(index)}
      card={(line) => (
        <div className={styles.card}>
          <div className={styles.between}>
            <strong className={styles.description}>
              <bdi>{line.description}</bdi>
            </strong>
            {money(line.total_cents)}
          </div>
          <Details line={line} />
          <div className={styles.quiet}>
            {quantityOf(line)} × {money(line.unit_price_cents)}
            {line.discount_cents !== 0 && <> − {money(line.discount_cents)} discount</>}
            {line.tax_cents !== 0 && <> + {money(line.tax_cents)} tax</>}
          </div>
        </div>
      )}
    />
  );
}

export type Sum = { label: string; cents: number; strong?: boolean };

export function Sums({ sums, currency }: { sums: readonly Sum[]; currency: Currency }) {
  const styles = useStyles();
  return (
    <dl className={styles.sums}>
      {sums.map(({ label, cents, strong }) => (
        <div key={label} className={mergeClasses(styles.sum, strong && styles.strong)}>
          <dt>{label}</dt>
          <dd>
            <Money cents={cents} currency={currency} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Amounts = {
  lines: readonly ShownLine[];
  discountCents: number;
  totalCents: number;
};

/** From the net of the lines to the total, leaving out what is nothing. */
export function sumsToTotal({ lines, discountCents, totalCents }: Amounts): Sum[] {
  const tax = lines.reduce((sum, line) => sum + line.tax_cents, 0);
  const net = lines.reduce((sum, line) => sum + line.total_cents, 0) - tax;
  return [
    { label: 'Subtotal', cents: net },
    ...(tax !== 0 ? [{ label: 'Tax', cents: tax }] : []),
    ...(discountCents !== 0 ? [{ label: 'Discount', cents: -discountCents }] : []),
    { label: 'Total', cents: totalCents, strong: true },
  ];
}
