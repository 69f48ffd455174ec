/** A patient's statement: what was owed, what moved it, and what is owed now; made to be printed. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Print20Regular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import * as z from 'zod';
import { day } from '../../../../functions/contracts/fields.ts';
import type { patientAccount } from '../../../../functions/contracts/patient-account.ts';
import { CURRENCIES } from '../../../../functions/domain/currency.ts';
import { useSignedIn } from '../../session/current.ts';
import { DocumentButton, searchOf } from '../../shared/inputs/DocumentButton.tsx';
import { Facts } from '../../shared/layout/Facts.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { ChoiceFilter, DayFilter, Filters } from '../../shared/lists/Filters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { Money } from '../../shared/money/Money.tsx';
import { useClinicContact } from '../../shared/queries/clinic.ts';
import { patientQueries } from '../../shared/queries/patients.ts';
import { formatInstantDay } from '../../shared/text/dates.ts';
import { statementQuery } from './queries.ts';
import { movementName } from './words.ts';

type Statement = z.output<typeof patientAccount.statement.reply>;
type Movement = Statement['movements'][number];

const addressSchema = z.object({
  from: day.optional(),
  to: day.optional(),
  currency: z.enum(CURRENCIES).optional(),
});

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr)',
    gap: tokens.spacingHorizontalXL,
    '@media print': { display: 'block', '& > *': { marginBottom: '16px' } },
  },
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

function Movements({ statement }: { statement: Statement }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  if (statement.movements.length === 0) return <EmptyState title="Nothing moved in this time" />;
  const money = (cents: number) => <Money cents={cents} currency={statement.currency} />;
  const when = (movement: Movement) => formatInstantDay(movement.at, clinic.time_zone);
  const what = (movement: Movement) => (
    <>
      {movementName(movement.kind)}
      <div className={styles.quiet}>
        {[...new Set([movement.invoice_number, movement.document])].filter(Boolean).join(' · ')}
      </div>
    </>
  );
  const credited = statement.movements.some(({ credit_balance_cents }) => credit_balance_cents !== 0);
  const columns: Column<Movement>[] = [
    { header: 'Day', cell: when, nowrap: true },
    { header: 'What', cell: what, rowHeader: true },
    { header: 'Amount', cell: ({ amount_cents }) => money(amount_cents), end: true },
    { header: 'Owed', cell: ({ balance_cents }) => money(balance_cents), end: true },
    ...(credited
      ? [
          {
            header: 'Credit',
            cell: ({ credit_balance_cents }: Movement) => money(credit_balance_cents),
            end: true as const,
          },
        ]
      : []),
  ];
  return (
    <DataTable
      caption="Movements"
      columns={columns}
      rows={statement.movements}
      rowKey={(_, index) => String(index)}
      card={(movement) => (
        <div className={styles.card}>
          <div className={styles.between}>
            <span>{when(movement)}</span>
            <strong>{money(movement.amount_cents)}</strong>
          </div>
          <div>{what(movement)}</div>
          <div className={styles.between}>
            <span>Owed {money(movement.balance_cents)}</span>
            {movement.credit_balance_cents !== 0 && (
              <span>Credit {money(movement.credit_balance_cents)}</span>
            )}
          </div>
        </div>
      )}
    />
  );
}

function StatementView({ statement, name }: { statement: Statement; name: string }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const contact = useClinicContact();
  const { opening, closing, currency } = statement;
  const balance = (balances: Statement['opening']) => (
    <>
      <Money cents={balances.balance_cents} currency={currency} />
      {balances.credit_cents !== 0 && (
        <>
          {' '}
          and <Money cents={balances.credit_cents} currency={currency} /> credit
        </>
      )}
    </>
  );
  return (
    <div className={styles.root}>
      <Panel>
        <Facts
          pairs
          facts={[
            ['Patient', name],
            [
              'Clinic',
              <>
                <bdi>{clinic.name}</bdi>
                {contact && (
                  <>
                    , <bdi>{contact.phone}</bdi>, <bdi>{contact.email}</bdi>
                  </>
                )}
              </>,
            ],
            ['Owed before', balance(opening)],
            [`Owed on ${formatInstantDay(statement.as_of, clinic.time_zone)}`, balance(closing)],
          ]}
        />
      </Panel>
      <Panel title="Movements">
        <Movements statement={statement} />
      </Panel>
      <p className={styles.quiet} data-print="hide">
        The same question gets the same statement, as long as nothing is recorded later for this time. Its
        check sum: {statement.content_hash}
      </p>
    </div>
  );
}

export function StatementPage() {
  const { id = '' } = useParams();
  const { clinic } = useSignedIn();
  const [{ from, to, currency }, change] = useUrlState(addressSchema);
  const patient = useQuery(patientQueries.one(id));
  const statement = useQuery(
    statementQuery({ id, ...(from && { from }), ...(to && { as_of: to }), ...(currency && { currency }) }),
  );
  const name = patient.data?.name ?? 'Patient';
  return (
    <>
      <PageHeader
        title="Statement"
        back={{ to: `/staff/patients/${id}`, label: name }}
        actions={
          <>
            <ListExport
              lists={[
                {
                  label: 'Statement',
                  path: `patients/${id}/statement`,
                  filters: { from, as_of: to, currency },
                },
              ]}
            />
            <DocumentButton
              path={`/patients/${id}/statement/pdf${searchOf({ from, as_of: to, currency })}`}
              label="PDF"
            />
            <Button icon={<Print20Regular />} onClick={() => window.print()}>
              Print
            </Button>
          </>
        }
      />
      <Filters
        filtered={[from, to, currency].some((value) => value !== undefined)}
        onClear={() => change({ from: undefined, to: undefined, currency: undefined })}
      >
        <DayFilter
          label="From"
          value={from}
          onChange={(value) => change({ from: value }, { replace: true })}
        />
        <DayFilter
          label="To the end of"
          value={to}
          onChange={(value) => change({ to: value }, { replace: true })}
        />
        <ChoiceFilter
          label="Currency"
          any={`${clinic.currency.toUpperCase()} (the clinic’s)`}
          options={CURRENCIES.filter((code) => code !== clinic.currency).map((code) => [
            code,
            code.toUpperCase(),
          ])}
          value={currency}
          onChange={(value) => change({ currency: value }, { replace: true })}
        />
      </Filters>
      {statement.isPending && <LoadingRows label="Loading the statement" />}
      {statement.isError && <ErrorState error={statement.error} onRetry={() => void statement.refetch()} />}
      {statement.data && !statement.isError && <StatementView statement={statement.data} name={name} />}
    </>
  );
}
