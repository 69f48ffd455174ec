/** What the invoice is for, and how the balance comes about. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { formatMoney } from '../../../../functions/domain/currency.ts';
import { detailParts, quantityInWords } from '../../../../functions/domain/line-details.ts';
import { formatRate } from '../../../../functions/domain/quantity.ts';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay, formatInstantDay } from '../../shared/text/dates.ts';
import { useMessages } from './language.ts';
import type { PublicInvoice } from './types.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gap: tokens.spacingVerticalM },
  table: { width: '100%', borderCollapse: 'collapse' },
  head: {
    textAlign: 'start',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    padding: '6px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
  },
  cell: {
    textAlign: 'start',
    verticalAlign: 'top',
    fontWeight: tokens.fontWeightRegular,
    padding: '10px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
  },
  end: { textAlign: 'end', paddingLeft: '12px', whiteSpace: 'nowrap' },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  sums: { display: 'grid', gap: '6px' },
  sum: { display: 'flex', justifyContent: 'space-between', gap: '16px' },
  strong: {
    fontWeight: tokens.fontWeightBold,
    borderTop: `1px solid ${tokens.colorNeutralStroke1}`,
    paddingTop: '6px',
  },
});

type Sum = { label: string; cents: number; strong?: boolean };

function Sums({ invoice }: { invoice: PublicInvoice }) {
  const styles = useStyles();
  const words = useMessages();
  const tax = invoice.items.reduce((sum, item) => sum + item.tax_cents, 0);
  const net = invoice.items.reduce((sum, item) => sum + item.total_cents, 0) - tax;
  const some = (label: string, cents: number): Sum[] => (cents === 0 ? [] : [{ label, cents }]);
  const settled = [
    ...some(words.paid, -invoice.paid_cents),
    ...some(words.credited, -invoice.credited_cents),
  ];
  const adjusted = [...some(words.tax, tax), ...some(words.discount, -invoice.discount_cents)];
  const sums: Sum[] = [
    ...(adjusted.length > 0 ? [{ label: words.subtotal, cents: net }, ...adjusted] : []),
    { label: words.total, cents: invoice.total_amount_cents, strong: true },
    ...settled,
    ...(settled.length > 0 ? [{ label: words.balance, cents: invoice.balance_cents, strong: true }] : []),
    ...some(words.toCredit, invoice.to_credit_cents),
  ];
  return (
    <dl className={styles.sums}>
      {sums.map(({ label, cents, strong }) => (
        <div key={label} className={mergeClasses(styles.sum, strong && styles.strong)}>
          <dt>{label}</dt>
          <dd>
            <Money cents={cents} currency={invoice.currency} locale={words.locale} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function PaymentsSoFar({ invoice }: { invoice: PublicInvoice }) {
  const styles = useStyles();
  const words = useMessages();
  const zone = invoice.clinic.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (invoice.payments.length === 0) return null;
  return (
    <section className={styles.root}>
      <h2>{words.payments}</h2>
      <ul className={styles.sums}>
        {invoice.payments.map((payment) => (
          <li key={`${payment.received_at} ${payment.amount_cents}`} className={styles.sum}>
            <span>
              {formatInstantDay(payment.received_at, zone, words.locale)} ·{' '}
              {words.methods[payment.method] ?? payment.method}
            </span>
            <Money cents={payment.amount_cents} currency={invoice.currency} locale={words.locale} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** When, under which code, by whom and where. */
function Details({ item }: { item: PublicInvoice['items'][number] }) {
  const styles = useStyles();
  const { locale, discount: discounted, exempt } = useMessages();
  const parts = detailParts(item, { day: (date) => formatDay(date, locale), discounted, exempt });
  if (parts.length === 0) return null;
  return (
    <div className={styles.quiet}>
      <bdi>{parts.map(isolate).join(' · ')}</bdi>
    </div>
  );
}

export function Items({ invoice }: { invoice: PublicInvoice }) {
  const styles = useStyles();
  const words = useMessages();
  const money = (cents: number) => formatMoney(cents, invoice.currency, words.locale);
  const percent = (thousandths: number | null) =>
    thousandths === null ? '' : ` (${formatRate(thousandths, words.locale)})`;
  return (
    <>
      <section className={styles.root}>
        <h2>{words.items}</h2>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.head}>
                {words.item}
              </th>
              <th scope="col" className={mergeClasses(styles.head, styles.end)}>
                {words.total}
              </th>
            </tr>
          </thead>
          <tbody>
            {invoice.items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: items are shown in their order and never change
              <tr key={index}>
                <th scope="row" className={styles.cell}>
                  <bdi>{item.description}</bdi>
                  <Details item={item} />
                  <div className={styles.quiet}>
                    {quantityInWords(item, words)} × {money(item.unit_price_cents)}
                    {item.discount_cents !== 0 && ` − ${words.lineDiscount(money(item.discount_cents))}`}
                    {item.tax_cents !== 0 &&
                      ` + ${words.lineTax(money(item.tax_cents), percent(item.tax_rate_thousandths))}`}
                  </div>
                </th>
                <td className={mergeClasses(styles.cell, styles.end)}>
                  <Money cents={item.total_cents} currency={invoice.currency} locale={words.locale} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Sums invoice={invoice} />
      </section>
      <PaymentsSoFar invoice={invoice} />
    </>
  );
}
