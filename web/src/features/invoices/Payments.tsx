/** What was paid on an invoice, and what was tried and failed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useSignedIn } from '../../session/current.ts';
import { type Column, DataTable } from '../../shared/DataTable.tsx';
import { formatInstant } from '../../shared/dates.ts';
import { Money } from '../../shared/Money.tsx';
import { PaymentStatus } from '../../shared/money/PaymentStatus.tsx';
import { methodName } from '../../shared/money/words.ts';
import { ErrorState, LoadingRows } from '../../shared/states.tsx';
import { type Invoice, type Payment, useInvoicePayments } from './queries.ts';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

export function Payments({ invoice }: { invoice: Invoice }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const query = useInvoicePayments(invoice);
  if (query.isPending) return <LoadingRows rows={2} label="Loading payments" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.data.length === 0) return <p className={styles.quiet}>Nothing was paid yet.</p>;

  const amount = (payment: Payment) => (
    <div>
      <Money cents={payment.amount_cents} currency={payment.currency} />
      {payment.refunded_cents > 0 && (
        <div className={styles.quiet}>
          <Money cents={payment.refunded_cents} currency={payment.currency} /> refunded
        </div>
      )}
    </div>
  );
  const reference = (payment: Payment) => (
    <span className={styles.quiet}>
      {payment.receipt_number ?? payment.reference ?? payment.stripe_payment_id ?? ''}
    </span>
  );
  const columns: Column<Payment>[] = [
    {
      header: 'Date',
      cell: (payment) => formatInstant(payment.received_at, clinic.time_zone),
      rowHeader: true,
      nowrap: true,
    },
    { header: 'Status', cell: (payment) => <PaymentStatus payment={payment} /> },
    {
      header: 'Method',
      cell: (payment) => (
        <>
          {methodName(payment.method)}
          <div>{reference(payment)}</div>
        </>
      ),
    },
    { header: 'Amount', cell: amount, end: true },
  ];
  return (
    <DataTable
      caption="Payments"
      columns={columns}
      rows={query.data.data}
      rowKey={(payment) => payment.id}
      card={(payment) => (
        <div className={styles.card}>
          <div className={styles.between}>
            <PaymentStatus payment={payment} />
            {amount(payment)}
          </div>
          <div>
            {formatInstant(payment.received_at, clinic.time_zone)} · {methodName(payment.method)}
          </div>
          {reference(payment)}
        </div>
      )}
    />
  );
}
