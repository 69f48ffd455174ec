/** The figures at the top: what matches, what does not by its kind, and by how much the books are apart. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { FROM_480, FROM_1024 } from '../../shared/layout/breakpoints.ts';
import { amountIn } from '../../shared/money/amount-in.ts';
import type { Report } from './queries.ts';
import { CLASS_WORDS, summarise } from './words.ts';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gap: tokens.spacingHorizontalL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    [FROM_480]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    [FROM_1024]: { gridTemplateColumns: 'repeat(4, minmax(0, 1fr))' },
  },
  card: {
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow2,
  },
  label: {
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
  },
  figure: {
    fontSize: '26px',
    lineHeight: '34px',
    fontWeight: tokens.fontWeightBold,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  amount: { whiteSpace: 'nowrap' },
  note: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

type FigureProps = { label: string; figure: ReactNode; tone?: 'good' | 'bad'; children?: ReactNode };

function Figure({ label, figure, tone, children }: FigureProps) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <dt className={styles.label}>{label}</dt>
      <dd>
        <div className={mergeClasses(styles.figure, tone && styles[tone])}>{figure}</div>
        <div className={styles.note}>{children}</div>
      </dd>
    </div>
  );
}

export function SummaryFigures({ report }: { report: Report }) {
  const styles = useStyles();
  const { matched, unmatched, open, openCount, accepted, unexplained } = summarise(report);
  // All of what is converted leaves its own currency at once: what is nothing on both sides says nothing.
  const atStripe = report.clearing.filter((each) => each.ledger_cents !== 0 || each.stripe_cents !== 0);
  const apart = atStripe.filter(({ difference_cents }) => difference_cents !== 0);
  return (
    <dl className={styles.grid}>
      <Figure label="Matched" figure={matched}>
        {unmatched === 0
          ? 'all of Stripe’s transactions'
          : `${unmatched} of Stripe’s transactions do not match`}
      </Figure>
      <Figure label="Discrepancies" figure={openCount} tone={openCount === 0 ? 'good' : 'bad'}>
        {open.map((each) => (
          <div key={each.class}>
            {each.count} × {CLASS_WORDS[each.class]}
          </div>
        ))}
        {accepted > 0 && <div>{accepted} accepted with a note</div>}
      </Figure>
      <Figure
        label="Unexplained"
        tone={unexplained.length === 0 ? 'good' : 'bad'}
        figure={
          unexplained.length === 0
            ? amountIn(0, report.clearing[0]?.currency ?? 'usd')
            : unexplained.map(({ currency, cents }) => <div key={currency}>{amountIn(cents, currency)}</div>)
        }
      >
        total of the open discrepancies
      </Figure>
      <Figure
        label="Stripe balance"
        figure={
          atStripe.length === 0
            ? amountIn(0, report.clearing[0]?.currency ?? 'usd')
            : atStripe.map(({ currency, ledger_cents }) => (
                <div key={currency} className={styles.amount}>
                  {amountIn(ledger_cents, currency)}
                </div>
              ))
        }
      >
        {apart.length === 0 && (atStripe.length === 0 ? 'Nothing yet' : 'as in Stripe’s transactions')}
        {apart.map(({ currency, stripe_cents, difference_cents }) => (
          <div key={currency}>
            Stripe has <span className={styles.amount}>{amountIn(stripe_cents, currency)}</span>, a difference
            of <span className={styles.amount}>{amountIn(Math.abs(difference_cents), currency)}</span>
          </div>
        ))}
      </Figure>
    </dl>
  );
}
