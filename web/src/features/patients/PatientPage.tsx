/** One patient: how to reach them, what they owe, and their invoices. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { DocumentAdd20Regular, Edit20Regular } from '@fluentui/react-icons';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useParams } from 'react-router';
import { Problem } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { FROM_1024 } from '../../shared/breakpoints.ts';
import { formatDay, formatInstantDay } from '../../shared/dates.ts';
import { Facts } from '../../shared/Facts.tsx';
import { InvoiceTable } from '../../shared/InvoiceTable.tsx';
import { AppLink, LinkButton, MailLink, PhoneLink } from '../../shared/links.tsx';
import { PageHeader } from '../../shared/PageHeader.tsx';
import { Panel } from '../../shared/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/states.tsx';
import { useToasts } from '../../shared/toasts.tsx';
import { Balances } from './Balances.tsx';
import { LANGUAGE_WORDS } from './patient-form.ts';
import { type Patient, usePatient, usePatientInvoices } from './queries.ts';

/** Loaded when it is first opened. */
const PatientDialog = lazy(async () => ({ default: (await import('./PatientDialog.tsx')).PatientDialog }));

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [FROM_1024]: { gridTemplateColumns: 'minmax(0, 1fr) 288px' },
  },
  side: { display: 'grid', gap: tokens.spacingHorizontalXL, [FROM_1024]: { order: 1 } },
  owed: {
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightBold,
  },
  notes: { whiteSpace: 'pre-wrap' },
});

const BACK = { to: '/staff/patients', label: 'Patients' };

function Contact({ patient }: { patient: Patient }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const { email, phone } = patient;
  const notes = patient.metadata?.notes;
  const mail = email && <MailLink email={email} />;
  const call = phone && <PhoneLink phone={phone} />;
  const facts: (readonly [string, ReactNode])[] = [
    ['E-mail', mail || 'None on file'],
    ['Phone', call || 'None on file'],
    ['Date of birth', patient.dob ? formatDay(patient.dob) : 'Not given'],
    ['Language of messages', LANGUAGE_WORDS[patient.language]],
    ['Added', formatInstantDay(patient.created_at, clinic.time_zone)],
  ];
  const written = <span className={styles.notes}>{String(notes)}</span>;
  return <Facts facts={typeof notes === 'string' ? [...facts, ['Notes', written]] : facts} />;
}

function PatientInvoices({ patient }: { patient: Patient }) {
  const invoices = usePatientInvoices(patient.id);
  if (invoices.isPending) return <LoadingRows rows={3} label="Loading invoices" />;
  if (invoices.isError) return <ErrorState error={invoices.error} onRetry={() => void invoices.refetch()} />;
  if (invoices.data.data.length === 0) {
    return <EmptyState title="No invoices yet">Write the first one with “New invoice”.</EmptyState>;
  }
  return (
    <>
      <InvoiceTable invoices={invoices.data.data} showPatient={false} />
      {invoices.data.next_cursor && (
        <p>
          <AppLink to={`/staff/invoices?patient_id=${patient.id}`}>All invoices of {patient.name}</AppLink>
        </p>
      )}
    </>
  );
}

export function PatientPage() {
  const styles = useStyles();
  const { id = '' } = useParams();
  const { can } = useSignedIn();
  const toasts = useToasts();
  const [editing, setEditing] = useState(false);
  const query = usePatient(id);

  if (query.isPending || query.isError) {
    const missing = query.error instanceof Problem && [400, 404].includes(query.error.status);
    return (
      <>
        <PageHeader title="Patient" back={BACK} />
        {query.isPending && <LoadingRows label="Loading the patient" />}
        {missing && <EmptyState title="This patient does not exist">The address may be mistyped.</EmptyState>}
        {query.isError && !missing && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      </>
    );
  }

  const patient = query.data;
  return (
    <>
      <PageHeader
        title={patient.name}
        tab="Patient"
        back={BACK}
        actions={
          <>
            {can('patients.write') && (
              <Button icon={<Edit20Regular />} onClick={() => setEditing(true)}>
                Edit
              </Button>
            )}
            {can('invoices.write') && (
              <LinkButton
                appearance="primary"
                icon={<DocumentAdd20Regular />}
                to={`/staff/invoices/new?patient_id=${patient.id}`}
              >
                New invoice
              </LinkButton>
            )}
          </>
        }
      />
      <div className={styles.columns}>
        <div className={styles.side}>
          <Panel title="Balance">
            <div className={styles.owed}>
              <Balances balances={patient.balances} />
            </div>
          </Panel>
          <Panel title="Details">
            <Contact patient={patient} />
          </Panel>
        </div>
        <Panel title="Invoices">
          <PatientInvoices patient={patient} />
        </Panel>
      </div>
      {editing && (
        <Suspense>
          <PatientDialog
            patient={patient}
            onClose={() => setEditing(false)}
            onSaved={() => {
              setEditing(false);
              toasts.success('Changes were saved');
            }}
          />
        </Suspense>
      )}
    </>
  );
}
