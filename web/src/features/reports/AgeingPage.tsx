/** The ageing report: who owes how much, and for how long it has been due, as of the end of any day. */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import type { Ageing } from '../../../../functions/contracts/reports.ts';
import { AGEING_BUCKETS, type AgeingBucket } from '../../../../functions/domain/ageing.ts';
import { CURRENCIES, type Currency } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { DocumentButton, searchOf } from '../../shared/inputs/DocumentButton.tsx';
import { useTables } from '../../shared/layout/breakpoints.ts';
import { AppLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { ChoiceFilter, DayFilter, Filters } from '../../shared/lists/Filters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { Money } from '../../shared/money/Money.tsx';
import { formatDay, todayIn } from '../../shared/text/dates.ts';
import { ageingQuery } from './queries.ts';

type Debtor = Ageing['patients'][number];

const addressSchema = z.object({ as_of: day.optional(), currency: z.enum(CURRENCIES).optional() });

const BUCKET_WORDS: Record<AgeingBucket, string> = {
  not_due: 'Not due yet',
  days_0_30: '1–30 days',
  days_31_60: '31–60 days',
  days_61_90: '61–90 days',
  days_over_90: 'Over 90 days',
  under_plan: 'Payment plan',
};

const useStyles = makeStyles({
  total: {
    fontWeight: tokens.fontWeightBold,
    textAlign: 'end',
    padding: `${tokens.spacingVerticalMNudge} var(--cell-side)`,
  },
  totalWord: { textAlign: 'start' },
  card: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
  lead: { marginBottom: tokens.spacingVerticalM },
});

function Buckets({ of, currency }: { of: Debtor | Ageing; currency: Currency }) {
  const styles = useStyles();
  return AGEING_BUCKETS.filter((bucket) => of.buckets[bucket] !== 0).map((bucket) => (
    <div key={bucket} className={styles.between}>
      <span>{BUCKET_WORDS[bucket]}</span>
      <Money cents={of.buckets[bucket]} currency={currency} />
    </div>
  ));
}

function Report({ report }: { report: Ageing }) {
  const styles = useStyles();
  const tables = useTables();
  const { currency, patients } = report;
  if (patients.length === 0) return <EmptyState title="No open balances" />;
  const money = (cents: number) => <Money cents={cents} currency={currency} />;
  const name = ({ patient_id, patient_name }: Debtor) => (
    <AppLink to={`/staff/patients/${patient_id}`}>
      <bdi>{patient_name}</bdi>
    </AppLink>
  );
  const columns: Column<Debtor>[] = [
    { header: 'Patient', cell: name, rowHeader: true },
    ...AGEING_BUCKETS.map((bucket) => ({
      header: BUCKET_WORDS[bucket],
      cell: ({ buckets }: Debtor) => (buckets[bucket] === 0 ? '–' : money(buckets[bucket])),
      end: true as const,
    })),
    { header: 'Total', cell: ({ total_cents }) => <strong>{money(total_cents)}</strong>, end: true },
  ];
  const footer = (
    <tr>
      <th scope="row" className={mergeClasses(styles.total, styles.totalWord)}>
        All patients
      </th>
      {AGEING_BUCKETS.map((bucket) => (
        <td key={bucket} className={styles.total}>
          {money(report.buckets[bucket])}
        </td>
      ))}
      <td className={styles.total}>{money(report.total_cents)}</td>
    </tr>
  );
  const table = (
    <DataTable
      caption="Aging of open balances"
      columns={columns}
      rows={patients}
      rowKey={({ patient_id }) => patient_id}
      footer={footer}
      cardFooter={<Sums report={report} />}
      card={(debtor) => (
        <div className={styles.card}>
          <div className={styles.between}>
            {name(debtor)}
            <strong>{money(debtor.total_cents)}</strong>
          </div>
          <Buckets of={debtor} currency={currency} />
        </div>
      )}
    />
  );
  // Cards stand by themselves.
  return tables ? <Panel>{table}</Panel> : table;
}

/** Under the cards of all patients, their sums. */
function Sums({ report }: { report: Ageing }) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <h2>All patients</h2>
      <Buckets of={report} currency={report.currency} />
      <div className={styles.between}>
        <strong>Total</strong>
        <strong>
          <Money cents={report.total_cents} currency={report.currency} />
        </strong>
      </div>
    </div>
  );
}

export function AgeingPage() {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const [address, change] = useUrlState(addressSchema);
  const report = useQuery(ageingQuery(address));
  const asOf = address.as_of ?? todayIn(clinic.time_zone);
  return (
    <>
      <PageHeader
        title="Aging"
        actions={
          <>
            <ListExport lists={[{ label: 'Aging', path: 'ageing', filters: { ...address } }]} />
            <DocumentButton path={`/reports/ageing/pdf${searchOf(address)}`} label="PDF" />
            <Button icon={<Print20Regular />} onClick={() => window.print()}>
              Print
            </Button>
          </>
        }
      />
      <Filters
        filtered={address.as_of !== undefined || address.currency !== undefined}
        onClear={() => change({ as_of: undefined, currency: undefined })}
      >
        <DayFilter
          label="As of the end of"
          value={asOf}
          onChange={(value) => change({ as_of: value }, { replace: true })}
        />
        <ChoiceFilter
          label="Currency"
          any={`${clinic.currency.toUpperCase()} (the clinic’s)`}
          options={CURRENCIES.filter((code) => code !== clinic.currency).map((code) => [
            code,
            code.toUpperCase(),
          ])}
          value={address.currency}
          onChange={(value) => change({ currency: value }, { replace: true })}
        />
      </Filters>
      <p className={styles.lead}>
        What was owed at the end of {formatDay(asOf)}. It ties to the receivable account of the ledger.
      </p>
      {report.isPending && <LoadingRows label="Loading the report" />}
      {report.isError && <ErrorState error={report.error} onRetry={() => void report.refetch()} />}
      {report.data && !report.isError && <Report report={report.data} />}
    </>
  );
}
