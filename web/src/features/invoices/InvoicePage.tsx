/** One invoice: its state, its items, what was paid, and what can be done now. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { isPayable } from '../../../../functions/domain/invoice.ts';
import { Problem } from '../../api/problem.ts';
import { useSignedIn } from '../../session/current.ts';
import { FROM_768, FROM_1152 } from '../../shared/layout/breakpoints.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { Notice } from '../../shared/layout/Notice.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { InvoiceBadges } from '../../shared/lists/StatusBadge.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { dueInWords, formatDay, formatInstant, formatInstantDay, todayIn } from '../../shared/text/dates.ts';
import { Archived } from './Archived.tsx';
import { InternalNotesPanel } from './InternalNotesPanel.tsx';
import { InvoiceActions } from './InvoiceActions.tsx';
import { InvoiceLines, type Sum, Sums, sumsToTotal } from './InvoiceLines.tsx';
import { InvoiceMessages } from './InvoiceMessages.tsx';
import { MovingMoney } from './MovingMoney.tsx';
import { Corrections } from './money/Corrections.tsx';
import { History } from './money/History.tsx';
import { PatientLinks } from './PatientLinks.tsx';
import { PaymentPageState } from './PaymentPageState.tsx';
import { Payments } from './Payments.tsx';
import { PrintedInvoice } from './PrintedInvoice.tsx';
import { type Invoice, useInvoice, useWatchedForPayment } from './queries.ts';
import { Reminders } from './Reminders.tsx';
import { WhyBalance } from './WhyBalance.tsx';

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gap: tokens.spacingHorizontalXL,
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    gridTemplateAreas: "'balance' 'main' 'details'",
    [FROM_1152]: {
      gridTemplateColumns: 'minmax(0, 1fr) 300px',
      gridTemplateRows: 'auto 1fr',
      gridTemplateAreas: "'main balance' 'main details'",
    },
  },
  main: { gridArea: 'main' },
  balancePlace: { gridArea: 'balance' },
  detailsPlace: { gridArea: 'details' },
  stack: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingHorizontalXL },
  /** Two abreast while they stand below the document. */
  side: {
    alignItems: 'start',
    [FROM_768]: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
    [FROM_1152]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  balance: { fontSize: '28px', lineHeight: '36px', fontWeight: tokens.fontWeightBold },
  notes: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  notice: { marginBottom: tokens.spacingVerticalL },
});

const BACK = { to: '/staff/invoices', label: 'Invoices' };

const SETTLED: Record<Invoice['status'], string> = {
  draft: 'Nothing is owed before it is issued',
  issued: '',
  partially_paid: '',
  paid: 'Paid in full',
  cancelled: 'Nothing is owed',
};

/** From the total to the balance, once something has changed it. */
function settlements({ payment_summary: sums }: Invoice): Sum[] {
  const rows: Sum[] = [
    { label: 'Paid', cents: -sums.paid_cents },
    { label: 'Refunded', cents: sums.refunded_cents },
    { label: 'Credited', cents: -sums.credited_cents },
    { label: 'Written off', cents: -sums.written_off_cents },
  ].filter(({ cents }) => cents !== 0);
  return rows.length > 0 ? [...rows, { label: 'Balance', cents: sums.balance_cents, strong: true }] : [];
}

function Balance({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const due = dueInWords(invoice.due_date, todayIn(clinic.time_zone));
  return (
    <Panel title="Balance" className={styles.balancePlace}>
      <div className={styles.balance}>
        <Money cents={invoice.balance_cents} currency={invoice.currency} />
      </div>
      <p>
        {isPayable(invoice.status)
          ? due.replace(/^./, (first) => first.toUpperCase())
          : SETTLED[invoice.status]}
      </p>
      {invoice.status !== 'draft' && <WhyBalance invoice={invoice} />}
    </Panel>
  );
}

function Details({ invoice }: { invoice: Invoice }) {
  const { clinic } = useSignedIn();
  const zone = clinic.time_zone;
  const patient = (
    <AppLink to={`/staff/patients/${invoice.patient_id}`}>
      <bdi>{invoice.patient_name}</bdi>
    </AppLink>
  );
  const facts: [string, ReactNode][] = [
    ['Patient', patient],
    ['Issued', invoice.issued_at ? formatInstantDay(invoice.issued_at, zone) : 'Not yet'],
    ['Due', formatDay(invoice.due_date)],
  ];
  if (isPayable(invoice.status))
    facts.push(['Payment page', <PaymentPageState key="page" invoice={invoice} />]);
  facts.push(['Created', formatInstant(invoice.created_at, zone)]);
  return (
    <Panel title="Details">
      <Facts facts={facts} />
    </Panel>
  );
}

/** From the items, where they can be shown, over the total to the balance. */
function sumsOf(invoice: Invoice): { linesKnown: boolean; sums: Sum[] } {
  const { items: lines, discount_cents: discountCents, total_amount_cents: totalCents } = invoice;
  const linesKnown = !invoice.archive?.problem;
  const toTotal = linesKnown
    ? sumsToTotal({ lines, discountCents, totalCents })
    : [{ label: 'Total', cents: totalCents, strong: true }];
  return { linesKnown, sums: [...toTotal, ...settlements(invoice)] };
}

/** The document, and what was done to it since. */
function Main({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { linesKnown, sums } = sumsOf(invoice);
  return (
    <div className={mergeClasses(styles.stack, styles.main)}>
      <Panel title="Items">
        {linesKnown ? (
          <InvoiceLines lines={invoice.items} currency={invoice.currency} />
        ) : (
          <p>The lines of this invoice cannot be shown.</p>
        )}
        <Sums sums={sums} currency={invoice.currency} />
      </Panel>
      {invoice.notes && (
        <Panel title="Notes">
          <p className={styles.notes}>
            <bdi>{invoice.notes}</bdi>
          </p>
        </Panel>
      )}
      {invoice.status !== 'draft' && (
        <>
          <Payments invoice={invoice} />
          <Corrections invoice={invoice} />
        </>
      )}
      <InternalNotesPanel id={invoice.id} />
      <div className={styles.stack}>
        {invoice.status !== 'draft' && (
          <Panel title="Messages">
            <InvoiceMessages invoice={invoice} />
          </Panel>
        )}
        <History invoice={invoice} />
      </div>
    </div>
  );
}

/** The facts beside the document, and how the patient reaches it. */
function Side({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  return (
    <div className={mergeClasses(styles.stack, styles.side, styles.detailsPlace)}>
      <Details invoice={invoice} />
      <div className={styles.stack}>
        {isPayable(invoice.status) && (
          <Panel title="Reminders">
            <Reminders invoice={invoice} />
          </Panel>
        )}
        {invoice.status !== 'draft' && (
          <Panel title="Patient links">
            <PatientLinks invoice={invoice} />
          </Panel>
        )}
      </div>
    </div>
  );
}

function InvoiceView({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  useWatchedForPayment(invoice);
  return (
    <>
      <PrintedInvoice invoice={invoice} {...sumsOf(invoice)} />
      <div data-print="hide">
        <PageHeader
          title={invoice.invoice_number ?? `Draft for ${isolate(invoice.patient_name)}`}
          tab={invoice.invoice_number ?? 'Draft'}
          back={BACK}
          beside={
            <span role="status">
              <InvoiceBadges invoice={invoice} archived={invoice.archived_at !== null} />
            </span>
          }
          actions={<InvoiceActions invoice={invoice} />}
        />
        {invoice.status === 'cancelled' && (
          <Notice className={styles.notice} intent="info">
            <strong>
              Canceled
              {invoice.cancelled_at && ` on ${formatInstantDay(invoice.cancelled_at, clinic.time_zone)}`}
            </strong>
            <bdi>{invoice.cancel_reason}</bdi>
          </Notice>
        )}
        <MovingMoney invoice={invoice} className={styles.notice} />
        {invoice.archive && <Archived invoice={invoice} className={styles.notice} />}
        <div className={styles.columns}>
          <Balance invoice={invoice} />
          <Main invoice={invoice} />
          <Side invoice={invoice} />
        </div>
      </div>
    </>
  );
}

export function InvoicePage() {
  const { id = '' } = useParams();
  const query = useInvoice(id);
  if (query.data) return <InvoiceView key={query.data.id} invoice={query.data} />;
  const missing = query.error instanceof Problem && [400, 404].includes(query.error.status);
  return (
    <>
      <PageHeader title="Invoice" back={BACK} />
      {query.isPending && <LoadingRows label="Loading the invoice" />}
      {missing && (
        <EmptyState title="This invoice does not exist">
          It may have been a draft that was deleted.
        </EmptyState>
      )}
      {query.isError && !missing && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
    </>
  );
}
