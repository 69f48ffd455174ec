/** Payments in a list: a table, or cards on small screens. A row opens the payment. */
import { makeStyles, tokens } from '@fluentui/react-components';
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

export function PaymentTable({ payments, onOpen, showPatient = true }: PaymentTableProps) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const when = (payment: ListedPayment) => formatInstant(payment.received_at, clinic.time_zone);
  const open = (payment: ListedPayment) => (
    <RowButton
      label={`Payment of ${when(payment)}, ${payment.invoice_number}`}
      onClick={() => onOpen(payment.id)}
    >
      {when(payment)}
    </RowButton>
  );
  const method = (payment: ListedPayment) => methodName(payment.method);
  const invoice = (payment: ListedPayment) => (
    <div>
      <AppLink to={`/staff/invoices/${payment.invoice_id}`}>{payment.invoice_number}</AppLink>
      {payment.receipt_number && <div className={styles.quiet}>{payment.receipt_number}</div>}
    </div>
  );
  const patient = (payment: ListedPayment) => (
    <AppLink to={`/staff/patients/${payment.patient_id}`}>
      <bdi>{payment.patient_name}</bdi>
    </AppLink>
  );
  const amount = (payment: ListedPayment) => (
    <>
      <Money cents={payment.amount_cents} currency={payment.currency} />
      {payment.refunded_cents > 0 && (
        <div className={styles.quiet}>
          <Money cents={payment.refunded_cents} currency={payment.currency} /> refunded
        </div>
      )}
    </>
  );
  const columns: Column<ListedPayment>[] = [
    { header: 'Received', cell: open, nowrap: true, rowHeader: true },
    ...(showPatient ? [{ header: 'Patient', cell: patient }] : []),
    { header: 'Invoice', cell: invoice, nowrap: true },
    { header: 'Method', cell: method },
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
      card={(payment) => (
        <div className={styles.card}>
          <div className={styles.between}>
            {open(payment)}
            <strong>
              <Money cents={payment.amount_cents} currency={payment.currency} />
            </strong>
          </div>
          {showPatient && <div>{patient(payment)}</div>}
          <div className={styles.between}>
            {invoice(payment)}
            <span>{method(payment)}</span>
          </div>
          <div className={styles.between}>
            <PaymentStatus payment={payment} />
            {payment.refunded_cents > 0 && (
              <span className={styles.quiet}>
                <Money cents={payment.refunded_cents} currency={payment.currency} /> refunded
              </span>
            )}
          </div>
        </div>
      )}
    />
  );
}

const feeColumns: Column<ListedPayment>[] = [
  {
    header: 'Fee',
    cell: ({ fee_cents, fee_currency, currency }) =>
      fee_cents === null ? '–' : amountIn(fee_cents, fee_currency ?? currency),
    end: true,
  },
  {
    header: 'Net',
    cell: ({ fee_cents, fee_currency, settled_cents, amount_cents, currency }) =>
      fee_cents === null
        ? '–'
        : amountIn((settled_cents ?? amount_cents) - fee_cents, fee_currency ?? currency),
    end: true,
  },
];
