/** The ledger: every entry of the books, newest first, and the accounts' balances, whose sum is zero. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useRef } from 'react';
import { ACCOUNTS } from '../../../../functions/domain/ledger.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { ChoiceFilter, DayFilter, Filters } from '../../shared/lists/Filters.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { conversionInWords } from '../../shared/money/amount-in.ts';
import { Money } from '../../shared/money/Money.tsx';
import { formatInstant } from '../../shared/text/dates.ts';
import { type Address, CLEARED, inWords, isFiltered, kindInWords, type TabProps } from './address.ts';
import { type LedgerEntry, useLedger } from './queries.ts';
import { TrialBalance } from './TrialBalance.tsx';
import type { TrialBalanceRow } from './trial-balance.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
  bar: { display: 'flex', justifyContent: 'flex-end', marginBottom: tokens.spacingVerticalS },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

function EntryList({ entries }: { entries: readonly LedgerEntry[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const at = (entry: LedgerEntry) => formatInstant(entry.occurred_at, clinic.time_zone);
  const invoice = ({ invoice_id, invoice_number }: LedgerEntry) =>
    invoice_id ? <AppLink to={`/staff/invoices/${invoice_id}`}>{invoice_number ?? 'Invoice'}</AppLink> : '–';
  const what = (entry: LedgerEntry) => (
    <>
      {kindInWords(entry.kind)}
      {entry.conversion && (
        <div className={styles.quiet}>
          {conversionInWords({
            source_cents: entry.conversion.from_cents,
            source_currency: entry.conversion.from_currency,
            settled_cents: entry.conversion.to_cents,
            settled_currency: entry.conversion.to_currency,
            exchange_rate: entry.conversion.exchange_rate,
          })}
        </div>
      )}
    </>
  );
  /** Debits are positive, credits negative. */
  const side = (entry: LedgerEntry, debit: boolean) =>
    entry.amount_cents > 0 === debit ? (
      <Money cents={Math.abs(entry.amount_cents)} currency={entry.currency} />
    ) : null;
  const columns: Column<LedgerEntry>[] = [
    { header: 'When', cell: at },
    { header: 'What', cell: what, rowHeader: true },
    { header: 'Account', cell: (entry) => inWords(entry.account) },
    { header: 'Invoice', cell: invoice },
    { header: 'Debit', cell: (entry) => side(entry, true), end: true },
    { header: 'Credit', cell: (entry) => side(entry, false), end: true },
  ];
  return (
    <DataTable
      caption="Ledger entries"
      columns={columns}
      rows={entries}
      rowKey={(entry) => String(entry.id)}
      card={(entry) => (
        <div className={styles.card}>
          <strong>
            {inWords(entry.account)}: {entry.amount_cents > 0 ? 'debit' : 'credit'}{' '}
            <Money cents={Math.abs(entry.amount_cents)} currency={entry.currency} />
          </strong>
          <div>
            {what(entry)} {invoice(entry)}
          </div>
          <div className={styles.quiet}>{at(entry)}</div>
        </div>
      )}
    />
  );
}

/** Only the first page brings the balance; it stays in sight on the others. */
function useTrialBalance(fresh: TrialBalanceRow[] | null | undefined): TrialBalanceRow[] | undefined {
  const kept = useRef<TrialBalanceRow[]>(undefined);
  if (fresh) kept.current = fresh;
  return kept.current;
}

export function LedgerTab({ address, change }: TabProps) {
  const styles = useStyles();
  const { account, invoice_id, from, to, cursor, limit } = address;
  const ledger = useLedger({ account, invoice_id, from, to, cursor, limit });
  const balance = useTrialBalance(ledger.data?.trial_balance);
  const set = (name: keyof Address) => (value: string | undefined) =>
    change({ [name]: value, cursor: undefined }, { replace: true });
  return (
    <>
      <Filters filtered={isFiltered(address)} onClear={() => change(CLEARED)}>
        <ChoiceFilter
          label="Account"
          any="All accounts"
          options={ACCOUNTS.map((name) => [name, inWords(name)] as const)}
          value={account}
          onChange={set('account')}
        />
        <DayFilter label="From" value={from} onChange={set('from')} />
        <DayFilter label="To" value={to} onChange={set('to')} />
      </Filters>
      <div className={styles.bar}>
        <ListExport
          lists={[{ label: 'Ledger', path: 'ledger', filters: { account, invoice_id, from, to } }]}
        />
      </div>
      <div className={styles.root}>
        <div>
          <ListBody
            query={ledger}
            what="entries"
            filtered={isFiltered(address)}
            onClear={() => change(CLEARED)}
            empty={
              <EmptyState title="Nothing is booked yet">Issue an invoice to book the first debt.</EmptyState>
            }
            pager={(nextCursor) => <Pager state={address} nextCursor={nextCursor} onChange={change} />}
          >
            {(rows) => <EntryList entries={rows} />}
          </ListBody>
        </div>
        {balance && balance.length > 0 && <TrialBalance rows={balance} to={to} />}
      </div>
    </>
  );
}
