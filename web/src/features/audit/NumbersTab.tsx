/** The certificate of a month's numbers: every one with what became of it, and whether one is missing. */
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CertifiedNumber, NumberCertificate } from '../../../../functions/contracts/numbers.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { adminApi } from '../../api/admin-api.ts';
import { useSignedIn } from '../../session/current.ts';
import { FormField } from '../../shared/inputs/FormField.tsx';
import { Facts } from '../../shared/layout/Facts.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ChoiceFilter, Filters } from '../../shared/lists/Filters.tsx';
import { KEYS } from '../../shared/queries/keys.ts';
import { formatInstant, todayIn } from '../../shared/text/dates.ts';
import { inWords, NUMBER_KINDS, type NumberKind, type TabProps } from './address.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalXL },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  quiet: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  print: { marginLeft: 'auto' },
});

const KIND_WORDS: Record<NumberKind, string> = {
  invoice: 'Invoices',
  credit_note: 'Credit notes',
  receipt: 'Receipts',
};

const certificateQuery = (month: string, kind: NumberKind) =>
  queryOptions({
    queryKey: [...KEYS.books, 'numbers', month, kind],
    queryFn: ({ signal }) => adminApi.numbers.certificate({ month, kind }, { signal }),
  });

const listed = (numbers: readonly number[]): string =>
  numbers.length === 0 ? 'None' : numbers.map(String).join(', ');

function Summary({ certificate }: { certificate: NumberCertificate }) {
  const { gapless, missing, count, last, set_aside } = certificate;
  return (
    <>
      <Notice
        intent={gapless ? 'success' : 'error'}
        title={gapless ? 'No number is missing' : 'Numbers are missing'}
      >
        {gapless
          ? `Each number from 1 to ${last} was given once or set aside with a reason.`
          : `Missing: ${listed(missing)}.`}
      </Notice>
      <Facts
        facts={[
          ['Documents', String(count)],
          ['Last number', String(last)],
          [
            'Set aside',
            set_aside.length === 0
              ? 'None'
              : set_aside
                  .map(({ first, last: end, reason }) => `${first}–${end}: ${isolate(reason)}`)
                  .join('; '),
          ],
          ['Check sum', certificate.content_hash],
        ]}
      />
    </>
  );
}

function Numbers({ numbers }: { numbers: readonly CertifiedNumber[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const at = (each: CertifiedNumber) => formatInstant(each.given_at, clinic.time_zone);
  const columns: Column<CertifiedNumber>[] = [
    { header: 'Number', cell: (each) => each.number, rowHeader: true },
    { header: 'Given', cell: at, nowrap: true },
    { header: 'What became of it', cell: (each) => inWords(each.fate) },
  ];
  return (
    <DataTable
      caption="Numbers of the month"
      columns={columns}
      rows={numbers}
      rowKey={(each) => each.number}
      card={(each) => (
        <div className={styles.card}>
          <strong>{each.number}</strong>
          <div>{inWords(each.fate)}</div>
          <div className={styles.quiet}>{at(each)}</div>
        </div>
      )}
    />
  );
}

function Certificate({ month, kind }: { month: string; kind: NumberKind }) {
  const styles = useStyles();
  const query = useQuery(certificateQuery(month, kind));
  if (query.isPending) return <LoadingRows label="Loading the certificate" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const certificate = query.data;
  if (certificate.count === 0 && certificate.set_aside.length === 0)
    return <EmptyState title="No numbers were given in this month" />;
  return (
    <div className={styles.root}>
      <Panel title={`${KIND_WORDS[kind]}, ${month}`}>
        <Summary certificate={certificate} />
      </Panel>
      <Panel title="Numbers">
        <Numbers numbers={certificate.numbers} />
      </Panel>
    </div>
  );
}

export function NumbersTab({ address, change }: TabProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const month = address.month ?? todayIn(clinic.time_zone).slice(0, 7);
  const kind = address.kind ?? 'invoice';
  return (
    <>
      <Filters
        filtered={address.month !== undefined || address.kind !== undefined}
        onClear={() => change({ month: undefined, kind: undefined })}
      >
        <FormField label="Month">
          <Input
            type="month"
            value={month}
            onChange={(_, { value }) => change({ month: value || undefined }, { replace: true })}
          />
        </FormField>
        <ChoiceFilter
          label="Documents"
          any={KIND_WORDS.invoice}
          options={NUMBER_KINDS.filter((each) => each !== 'invoice').map(
            (each) => [each, KIND_WORDS[each]] as const,
          )}
          value={address.kind}
          onChange={(value) => change({ kind: value }, { replace: true })}
        />
        <Button className={styles.print} icon={<Print20Regular />} onClick={() => window.print()}>
          Print
        </Button>
      </Filters>
      <Certificate month={month} kind={kind} />
    </>
  );
}
