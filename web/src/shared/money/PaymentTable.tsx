/** Payments in a list: a table, or cards on small screens. A row opens the payment. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { AppLink } from '../layout/links.tsx';
import { type Column, DataTable } from '../lists/DataTable.tsx';
import { RowButton } from '../lists/RowButton.tsx';
import { formatInstant } from '../text/dates.ts';
import { amountIn } from './amount-in.ts';
import { Money } from './Money.tsx';
import { PaymentStatus } from './PaymentStatus.tsx';
import type { ListedPayment } from './queries.ts';
import { methodName } from './words.ts';

const useStyles = makeStyles({
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: {
    display: 'flex',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: '8px',
    flexWrap: 'wrap',
  },
});

type PaymentTableProps = {
  payments: readonly ListedPayment[];
  onOpen: (id: string) => void;
  /** Left out where all payments are one patient's. */
  showPatient?: boolean;
};

type CellProps = { payment: ListedPayment };

function InvoiceOf({ payment }: CellProps) {
  const styles = useStyles();
  return (
    <div>
      <AppLink to={`/staff/invoices/${payment.invoice_id}`}>{payment.invoice_number}</AppLink>
      {payment.receipt_number && <div className={styles.quiet}>{payment.receipt_number}</div>}
    </div>
  );
}

const patientLink = ({ patient_id, patient_name }: ListedPayment) => (
  <AppLink to={`/staff/patients/${patient_id}`}>
    <bdi>{patient_name}</bdi>
  </AppLink>
);

function Refunded({ payment: { refunded_cents, currency } }: CellProps) {
  const styles = useStyles();
  if (refunded_cents === 0) return null;
  return (
    <div className={styles.quiet}>
      <Money cents={refunded_cents} currency={currency} /> refunded
    </div>
  );
}

type PaymentCardProps = CellProps & { opener: ReactNode; showPatient: boolean };

function PaymentCard({ payment, opener, showPatient }: PaymentCardProps) {
  const styles = useStyles();
  return (
    <div className={styles.card}>
      <div className={styles.between}>
        {opener}
        <strong>
          <Money cents={payment.amount_cents} currency={payment.currency} />
        </strong>
      </div>
      {showPatient && <div>{patientLink(payment)}</div>}
      <div className={styles.between}>
        <InvoiceOf payment={payment} />
        <span>{methodName(payment.method)}</span>
      </div>
      <div className={styles.between}>
        <PaymentStatus payment={payment} />
        <Refunded payment={payment} />
      </div>
    </div>
  );
}

export function PaymentTable({ payments, onOpen, showPatient = true }: PaymentTableProps) {
  const { clinic } = useSignedIn();
  const open = (payment: ListedPayment) => {
    const when = formatInstant(payment.received_at, clinic.time_zone);
    return (
      <RowButton label={`Payment of ${when}, ${payment.invoice_number}`} onClick={() => onOpen(payment.id)}>
        {when}
      </RowButton>
    );
  };
  const amount = (payment: ListedPayment) => (
    <>
      <Money cents={payment.amount_cents} currency={payment.currency} />
      <Refunded payment={payment} />
    </>
  );
  const columns: Column<ListedPayment>[] = [
    { header: 'Received', cell: open, rowHeader: true },
    ...(showPatient ? [{ header: 'Patient', cell: patientLink }] : []),
    { header: 'Invoice', cell: (payment) => <InvoiceOf payment={payment} />, nowrap: true },
    { header: 'Method', cell: (payment) => methodName(payment.method), dropOrder: 3 },
    { header: 'Status', cell: (payment) => <PaymentStatus payment={payment} /> },
    { header: 'Amount', cell: amount, end: true },
    ...feeColumns,
  ];
  return (
    <DataTable
      caption="Payments"
      columns={columns}
      rows={payments}
      rowKey={(payment) => payment.id}
      card={(payment) => <PaymentCard payment={payment} opener={open(payment)} showPatient={showPatient} />}
    />
  );
}

const feeColumns: Column<ListedPayment>[] = [
  {
    header: 'Fee',
    cell: ({ fee_cents, fee_currency, currency }) =>
      fee_cents === null ? '–' : amountIn(fee_cents, fee_currency ?? currency),
    end: true,
    dropOrder: 1,
  },
  {
    header: 'Net',
    cell: ({ fee_cents, fee_currency, settled_cents, amount_cents, currency }) =>
      fee_cents === null
        ? '–'
        : amountIn((settled_cents ?? amount_cents) - fee_cents, fee_currency ?? currency),
    end: true,
    dropOrder: 2,
  },
];
