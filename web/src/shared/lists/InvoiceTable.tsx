/** Invoices in a list: a table, or cards on small screens. */
import { Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import type * as z from 'zod';
import type { invoiceSummary } from '../../../../functions/contracts/invoices.ts';
import { isolate } from '../../../../functions/domain/bidirectional-text.ts';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../layout/links.tsx';
import { Money } from '../money/Money.tsx';
import { dueInWords, formatDay, formatInstantDay, todayIn } from '../text/dates.ts';
import { type Column, DataTable } from './DataTable.tsx';
import { InvoiceBadges } from './StatusBadge.tsx';

export type InvoiceSummary = z.output<typeof invoiceSummary>;

/** What an invoice is called: its number, or that it has none yet. */
export const invoiceName = (invoice: { invoice_number: string | null }): string =>
  invoice.invoice_number ?? 'Draft';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  late: { color: tokens.colorStatusDangerForeground1, fontSize: tokens.fontSizeBase200 },
  number: { whiteSpace: 'nowrap' },
  card: { display: 'grid', gap: tokens.spacingVerticalS },
  between: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '8px',
    flexWrap: 'wrap',
  },
  total: { fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightBold },
});

function Due({ invoice }: { invoice: InvoiceSummary }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const open = invoice.status === 'issued' || invoice.status === 'partially_paid';
  return (
    <span>
      {formatDay(invoice.due_date)}
      {open && (
        <div className={invoice.overdue_since ? styles.late : styles.quiet}>
          {dueInWords(invoice.due_date, todayIn(clinic.time_zone))}
        </div>
      )}
    </span>
  );
}

const numberLink = (className: string) => (invoice: InvoiceSummary) => (
  <AppLink to={`/staff/invoices/${invoice.id}`} className={className}>
    {invoiceName(invoice)}
  </AppLink>
);

const patientLink = (invoice: InvoiceSummary) => (
  <AppLink to={`/staff/patients/${invoice.patient_id}`}>
    <bdi>{invoice.patient_name}</bdi>
  </AppLink>
);

/** Rows that can be selected. */
type Selectable = { isSelected: (id: string) => boolean; toggle: (id: string) => void };

const selectBox =
  ({ isSelected, toggle }: Selectable) =>
  (invoice: InvoiceSummary) => (
    <Checkbox
      aria-label={`Select ${invoiceName(invoice)} of ${isolate(invoice.patient_name)}`}
      checked={isSelected(invoice.id)}
      onChange={() => toggle(invoice.id)}
    />
  );

type InvoiceCardProps = { invoice: InvoiceSummary; showPatient: boolean; select: Selectable | undefined };

function InvoiceCard({ invoice, showPatient, select }: InvoiceCardProps) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <div className={styles.between}>
        {select && selectBox(select)(invoice)}
        {numberLink(styles.number)(invoice)}
        <InvoiceBadges invoice={invoice} />
      </div>
      {showPatient && <div>{patientLink(invoice)}</div>}
      <div className={styles.between}>
        <Due invoice={invoice} />
        <span className={styles.total}>
          <Money cents={invoice.total_amount_cents} currency={invoice.currency} />
        </span>
      </div>
      {invoice.balance_cents !== invoice.total_amount_cents && (
        <div className={styles.quiet}>
          Balance <Money cents={invoice.balance_cents} currency={invoice.currency} />
        </div>
      )}
    </div>
  );
}

/** Without the patient it stands beside other things, and leaves out the day of issue too. */
type InvoiceTableProps = {
  invoices: readonly InvoiceSummary[];
  showPatient?: boolean;
  select?: Selectable | undefined;
};

export function InvoiceTable({ invoices, showPatient = true, select }: InvoiceTableProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const issued = ({ issued_at }: InvoiceSummary) =>
    issued_at ? formatInstantDay(issued_at, clinic.time_zone) : '–';
  const columns: Column<InvoiceSummary>[] = [
    ...(select ? [{ header: 'Select', cell: selectBox(select), nowrap: true as const }] : []),
    { header: 'Number', cell: numberLink(styles.number), rowHeader: true, nowrap: true },
    ...(showPatient ? [{ header: 'Patient', cell: patientLink }] : []),
    { header: 'Status', cell: (invoice) => <InvoiceBadges invoice={invoice} /> },
    ...(showPatient ? [{ header: 'Issued', cell: issued, nowrap: true as const, dropOrder: 1 }] : []),
    { header: 'Due', cell: (invoice) => <Due invoice={invoice} />, nowrap: true },
    {
      header: 'Total',
      cell: (invoice) => <Money cents={invoice.total_amount_cents} currency={invoice.currency} />,
      end: true,
      dropOrder: 2,
    },
    {
      header: 'Balance',
      cell: (invoice) => <Money cents={invoice.balance_cents} currency={invoice.currency} />,
      end: true,
    },
  ];
  return (
    <DataTable
      caption="Invoices"
      columns={columns}
      rows={invoices}
      rowKey={(invoice) => invoice.id}
      card={(invoice) => <InvoiceCard invoice={invoice} showPatient={showPatient} select={select} />}
    />
  );
}
