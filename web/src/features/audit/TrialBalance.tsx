/** The trial balance: each account's balance, debits beside credits, and per currency a difference that must be nothing. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay } from '../../shared/text/dates.ts';
import { inWords } from './address.ts';
import { type TrialBalanceRow, totalsOf } from './trial-balance.ts';

const useStyles = makeStyles({
  total: {
    textAlign: 'end',
    fontWeight: tokens.fontWeightSemibold,
    padding: `${tokens.spacingVerticalMNudge} var(--cell-side)`,
  },
  name: { textAlign: 'start' },
  card: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
  verdict: { marginTop: tokens.spacingVerticalM },
});

const COLUMNS: Column<TrialBalanceRow>[] = [
  { header: 'Account', cell: ({ account }) => inWords(account), rowHeader: true },
  {
    header: 'Debit',
    cell: ({ balance_cents, currency }) =>
      balance_cents > 0 ? <Money cents={balance_cents} currency={currency} /> : null,
    end: true,
  },
  {
    header: 'Credit',
    cell: ({ balance_cents, currency }) =>
      balance_cents < 0 ? <Money cents={-balance_cents} currency={currency} /> : null,
    end: true,
  },
];

/** A row where no table fits: the amount says on which side it stands. */
function AccountCard({ account, balance_cents, currency }: TrialBalanceRow) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <strong>{inWords(account)}</strong>
      <span>
        {balance_cents < 0 ? 'Credit' : 'Debit'} <Money cents={Math.abs(balance_cents)} currency={currency} />
      </span>
    </div>
  );
}

function Verdict({ totals }: { totals: ReturnType<typeof totalsOf> }) {
  const broken = totals.filter(({ debit, credit }) => debit !== credit);
  if (broken.length === 0)
    return <Notice intent="success">Debits and credits are equal: the difference is 0.</Notice>;
  return (
    <Notice intent="error">
      <strong>The books do not balance.</strong>
      {broken.map(({ currency, debit, credit }) => (
        <span key={currency}>
          Difference <Money cents={debit - credit} currency={currency} />
        </span>
      ))}
    </Notice>
  );
}

export function TrialBalance({ rows, to }: { rows: readonly TrialBalanceRow[]; to: string | undefined }) {
  const styles = useStyles();
  const totals = totalsOf(rows);
  return (
    <Panel title={to ? `Trial balance to ${formatDay(to)}` : 'Trial balance'}>
      {totals.map(({ currency, debit, credit }) => (
        <DataTable
          key={currency}
          caption={`Trial balance in ${currency.toUpperCase()}`}
          columns={COLUMNS}
          rows={rows.filter((row) => row.currency === currency)}
          rowKey={({ account }) => account}
          card={(row) => <AccountCard {...row} />}
          cardFooter={
            <div className={styles.card}>
              <strong>Total</strong>
              <span>
                Debit <Money cents={debit} currency={currency} />
              </span>
              <span>
                Credit <Money cents={credit} currency={currency} />
              </span>
            </div>
          }
          footer={
            <tr>
              <th scope="row" className={mergeClasses(styles.total, styles.name)}>
                Total
              </th>
              <td className={styles.total}>
                <Money cents={debit} currency={currency} />
              </td>
              <td className={styles.total}>
                <Money cents={credit} currency={currency} />
              </td>
            </tr>
          }
        />
      ))}
      <div className={styles.verdict}>
        <Verdict totals={totals} />
      </div>
    </Panel>
  );
}
