/** All patients, found by name, e-mail or phone. */
import { Button, makeStyles, SearchBox, tokens } from '@fluentui/react-components';
import { PersonAdd20Regular } from '@fluentui/react-icons';
import { lazy, Suspense } from 'react';
import { useNavigate } from 'react-router';
import * as z from 'zod';
import { LIMITS } from '../../../../functions/contracts/limits.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink, MailLink, PhoneLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { EmptyState } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { ListExport } from '../../shared/lists/ExportMenu.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager, pageFields } from '../../shared/lists/Pager.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { useSearchText } from '../../shared/lists/use-search-text.ts';
import { formatInstantDay } from '../../shared/text/dates.ts';
import { Balances } from './Balances.tsx';
import { type PatientSummary, usePatients } from './queries.ts';

const addressSchema = z.object({
  query: z.string().max(LIMITS.search).optional(),
  add: z.literal('yes').optional(),
  ...pageFields,
});

/** Loaded when it is first opened. */
const PatientDialog = lazy(async () => ({ default: (await import('./PatientDialog.tsx')).PatientDialog }));

const useStyles = makeStyles({
  search: { width: '100%', maxWidth: '420px', marginBottom: tokens.spacingVerticalM },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
});

function PatientList({ patients }: { patients: readonly PatientSummary[] }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const name = (patient: PatientSummary) => (
    <AppLink to={`/staff/patients/${patient.id}`}>
      <bdi>{patient.name}</bdi>
    </AppLink>
  );
  const mail = ({ email }: PatientSummary) => (email ? <MailLink email={email} /> : '–');
  const phone = (patient: PatientSummary) => (patient.phone ? <PhoneLink phone={patient.phone} /> : '–');
  const columns: Column<PatientSummary>[] = [
    { header: 'Name', cell: name, rowHeader: true },
    { header: 'E-mail', cell: (patient) => patient.email ?? '–' },
    { header: 'Phone', cell: (patient) => patient.phone ?? '–', nowrap: true, dropOrder: 2 },
    {
      header: 'Added',
      cell: (patient) => formatInstantDay(patient.created_at, clinic.time_zone),
      nowrap: true,
      dropOrder: 1,
    },
    { header: 'Balance', cell: (patient) => <Balances balances={patient.balances} />, end: true },
  ];
  return (
    <DataTable
      caption="Patients"
      columns={columns}
      rows={patients}
      rowKey={(patient) => patient.id}
      card={(patient) => (
        <div className={styles.card}>
          {name(patient)}
          <div>{mail(patient)}</div>
          <div>{phone(patient)}</div>
          <Balances balances={patient.balances} />
        </div>
      )}
    />
  );
}

export function PatientsPage() {
  const styles = useStyles();
  const navigate = useNavigate();
  const toasts = useToasts();
  const { can } = useSignedIn();
  const [{ add, ...search }, change] = useUrlState(addressSchema);
  const [typed, setTyped] = useSearchText(search.query, (query) =>
    change({ query, cursor: undefined }, { replace: true }),
  );
  const patients = usePatients(search);

  const addButton = can('patients.write') && (
    <Button appearance="primary" icon={<PersonAdd20Regular />} onClick={() => change({ add: 'yes' })}>
      Add patient
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Patients"
        actions={
          <>
            <ListExport lists={[{ label: 'Patients', path: 'patients', filters: { query: search.query } }]} />
            {addButton}
          </>
        }
      />
      <SearchBox
        className={styles.search}
        aria-label="Search patients"
        placeholder="Name, e-mail or phone"
        value={typed}
        maxLength={LIMITS.search}
        onChange={(_, data) => setTyped(data.value)}
      />
      <ListBody
        query={patients}
        what="patients"
        filtered={search.query !== undefined || search.cursor !== undefined}
        onClear={() => {
          setTyped('');
          change({ query: undefined, cursor: undefined });
        }}
        empty={
          <EmptyState title="No patients yet" action={addButton}>
            Add the first one to write an invoice.
          </EmptyState>
        }
        pager={(nextCursor) => <Pager state={search} nextCursor={nextCursor} onChange={change} />}
      >
        {(rows) => <PatientList patients={rows} />}
      </ListBody>
      {add && (
        <Suspense>
          <PatientDialog
            onClose={() => change({ add: undefined }, { replace: true })}
            onSaved={(patient) => {
              toasts.success(`${isolate(patient.name)} was added`);
              void navigate(`/staff/patients/${patient.id}`);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
