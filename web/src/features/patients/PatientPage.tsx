/** One patient: how to reach them, what they owe, their invoices, payments and messages. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { DocumentAdd20Regular, Edit20Regular, Payment20Regular } from '@fluentui/react-icons';
import { lazy, type ReactNode, Suspense } from 'react';
import { useNavigate, useParams } from 'react-router';
import { Problem } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { FROM_1152 } from '../../shared/layout/breakpoints.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { AppLink, LinkButton, MailLink, PhoneLink } from '../../shared/layout/links.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { useToasts } from '../../shared/layout/toasts.tsx';
import { InvoiceTable } from '../../shared/lists/InvoiceTable.tsx';
import { ListBody } from '../../shared/lists/ListBody.tsx';
import { Pager } from '../../shared/lists/Pager.tsx';
import { QuickFilters } from '../../shared/lists/QuickFilters.tsx';
import { useUrlState } from '../../shared/lists/url-state.ts';
import { PaymentTable } from '../../shared/money/PaymentTable.tsx';
import { usePayments } from '../../shared/money/queries.ts';
import { formatDay, formatInstantDay } from '../../shared/text/dates.ts';
import { LANGUAGE_WORDS } from '../../shared/text/languages.ts';
import { Balances } from './Balances.tsx';
import { CHANNEL_WORDS } from './channel-words.ts';
import { PatientActions } from './PatientActions.tsx';
import { PatientMessages, ReminderChoice } from './PatientMessages.tsx';
import { type Patient, usePatient, usePatientInvoices } from './queries.ts';
import { addressSchema, type PatientTabProps, TABS } from './tabs.ts';

/** Loaded when it is first opened. */
const PatientDialog = lazy(async () => ({ default: (await import('./PatientDialog.tsx')).PatientDialog }));

const PatientAudit = lazy(async () => ({ default: (await import('./PatientAudit.tsx')).PatientAudit }));
const PaymentPlans = lazy(async () => ({
  default: (await import('./plans/PaymentPlans.tsx')).PaymentPlans,
}));
const TakePayment = lazy(async () => ({ default: (await import('./TakePayment.tsx')).TakePayment }));

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [FROM_1152]: { gridTemplateColumns: 'minmax(0, 1fr) 288px' },
  },
  side: { display: 'grid', gap: tokens.spacingHorizontalXL, [FROM_1152]: { order: 1 } },
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
  const some = (label: string, text: string | null): (readonly [string, ReactNode])[] => {
    const written = (
      <span className={styles.notes}>
        <bdi>{text}</bdi>
      </span>
    );
    return text === null ? [] : [[label, written]];
  };
  const mail = email && <MailLink email={email} />;
  const call = phone && <PhoneLink phone={phone} />;
  const facts: (readonly [string, ReactNode])[] = [
    ['E-mail', mail || 'None on file'],
    ['Phone', call || 'None on file'],
    ['Date of birth', patient.dob ? formatDay(patient.dob) : 'Not given'],
    ['Language of messages', LANGUAGE_WORDS[patient.language]],
    ...(patient.preferred_channel ? [['Prefers', CHANNEL_WORDS[patient.preferred_channel]] as const] : []),
    ...some('Record number', patient.external_id),
    ...some('Tax number', patient.tax_number),
    ...some('Postal address', patient.postal_address),
    ['Reminders', <ReminderChoice key="reminders" patient={patient} />],
    ['Added', formatInstantDay(patient.created_at, clinic.time_zone)],
  ];
  return <Facts facts={[...facts, ...some('Notes', typeof notes === 'string' ? notes : null)]} />;
}

function PatientInvoices({ patient, page, onPage }: PatientTabProps) {
  const invoices = usePatientInvoices(patient.id, page);
  return (
    <ListBody
      query={invoices}
      what="invoices"
      filtered={page.cursor !== undefined}
      onClear={() => onPage({ cursor: undefined })}
      empty={<EmptyState title="No invoices yet">Write the first one with “New invoice”.</EmptyState>}
      pager={(nextCursor) => <Pager state={page} nextCursor={nextCursor} onChange={onPage} />}
    >
      {(rows) => <InvoiceTable invoices={rows} showPatient={false} />}
    </ListBody>
  );
}

function PatientPayments({ patient, page, onPage }: PatientTabProps) {
  const navigate = useNavigate();
  const payments = usePayments({ patient_id: patient.id, ...page });
  return (
    <ListBody
      query={payments}
      what="payments"
      filtered={page.cursor !== undefined}
      onClear={() => onPage({ cursor: undefined })}
      empty={<EmptyState title="No payments yet" />}
      pager={(nextCursor) => <Pager state={page} nextCursor={nextCursor} onChange={onPage} />}
    >
      {(rows) => (
        <PaymentTable
          payments={rows}
          showPatient={false}
          onOpen={(id) => void navigate(`/staff/payments?payment=${id}`)}
        />
      )}
    </ListBody>
  );
}

/** The last few, with the way to the others. */
function NewestInvoices({ patient }: { patient: Patient }) {
  const invoices = usePatientInvoices(patient.id, { limit: '10' });
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
          <AppLink to="?tab=invoices">
            All invoices of <bdi>{patient.name}</bdi>
          </AppLink>
        </p>
      )}
    </>
  );
}

function Overview({ patient }: { patient: Patient }) {
  const styles = useStyles();
  return (
    <div className={styles.columns}>
      <div className={styles.side}>
        <Panel title="Balance">
          <div className={styles.owed}>
            <Balances balances={patient.balances} />
          </div>
          <AppLink to={`/staff/patients/${patient.id}/statement`}>Statement</AppLink>
        </Panel>
        <Panel title="Details">
          <Contact patient={patient} />
        </Panel>
      </div>
      <Panel title="Invoices">
        <NewestInvoices patient={patient} />
      </Panel>
    </div>
  );
}

/** The page while the patient is loading, and when there is none to show. */
function NotLoaded({ query }: { query: ReturnType<typeof usePatient> }) {
  const missing = query.error instanceof Problem && [400, 404].includes(query.error.status);
  return (
    <>
      <PageHeader title="Patient" back={BACK} />
      {query.isPending && <LoadingRows label="Loading the patient" />}
      {missing && (
        <EmptyState title="This patient does not exist">Check the address of this page.</EmptyState>
      )}
      {query.isError && !missing && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
    </>
  );
}

type ActionsProps = { patient: Patient; onEdit: () => void; onPay: () => void };

function Actions({ patient, onEdit, onPay }: ActionsProps) {
  const { can } = useSignedIn();
  const owes = patient.balances.some(({ balance_cents }) => balance_cents > 0);
  return (
    <>
      {can('patients.write') && (
        <Button icon={<Edit20Regular />} onClick={onEdit}>
          Edit
        </Button>
      )}
      {owes && can('payments.record') && (
        <Button icon={<Payment20Regular />} onClick={onPay}>
          Take payment
        </Button>
      )}
      <PatientActions patient={patient} />
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
  );
}

export function PatientPage() {
  const { id = '' } = useParams();
  const { can } = useSignedIn();
  const toasts = useToasts();
  const [{ tab, edit, pay, ...page }, change] = useUrlState(addressSchema);
  const query = usePatient(id);

  if (query.isPending || query.isError) return <NotLoaded query={query} />;

  const patient = query.data;
  return (
    <>
      <PageHeader
        title={patient.name}
        tab="Patient"
        back={BACK}
        actions={
          <Actions
            patient={patient}
            onEdit={() => change({ edit: 'yes' })}
            onPay={() => change({ pay: 'yes' })}
          />
        }
      />
      <QuickFilters
        label="Parts of the record"
        tabs={TABS}
        current={tab}
        address={(to) => ({ tab: to === 'overview' ? undefined : to, cursor: undefined })}
      />
      {tab === 'overview' && <Overview patient={patient} />}
      {tab === 'invoices' && <PatientInvoices patient={patient} page={page} onPage={change} />}
      {tab === 'payments' && <PatientPayments patient={patient} page={page} onPage={change} />}
      {tab === 'plans' && (
        <Suspense fallback={<LoadingRows label="Loading the payment plans" />}>
          <PaymentPlans patient={patient} />
        </Suspense>
      )}
      {tab === 'messages' && <PatientMessages patient={patient} page={page} onPage={change} />}
      {tab === 'audit' && (
        <Suspense fallback={<LoadingRows label="Loading the audit" />}>
          <PatientAudit patient={patient} page={page} onPage={change} />
        </Suspense>
      )}
      {pay && can('payments.record') && (
        <Suspense>
          <TakePayment patient={patient} onClose={() => change({ pay: undefined }, { replace: true })} />
        </Suspense>
      )}
      {edit && can('patients.write') && (
        <Suspense>
          <PatientDialog
            patient={patient}
            onClose={() => change({ edit: undefined }, { replace: true })}
            onSaved={() => {
              change({ edit: undefined }, { replace: true });
              toasts.success('Changes were saved');
            }}
          />
        </Suspense>
      )}
    </>
  );
}
