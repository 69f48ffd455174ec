/** What was paid on an invoice, and what was tried and failed. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowUndo16Regular, CheckmarkCircle16Regular, ErrorCircle16Regular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useSignedIn } from '../../session/current.ts';
import { type Column, DataTable } from '../../shared/DataTable.tsx';
import { formatInstant } from '../../shared/dates.ts';
import { Money } from '../../shared/Money.tsx';
import { Badge, type Tone } from '../../shared/StatusBadge.tsx';
import { ErrorState, LoadingRows } from '../../shared/states.tsx';
import { type Invoice, type Payment, useInvoicePayments } from './queries.ts';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

const LOOKS: Record<Payment['status'], { tone: Tone; icon: ReactNode; word: string }> = {
  succeeded: { tone: 'success', icon: <CheckmarkCircle16Regular />, word: 'Succeeded' },
  failed: { tone: 'danger', icon: <ErrorCircle16Regular />, word: 'Failed' },
  refunded: { tone: 'neutral', icon: <ArrowUndo16Regular />, word: 'Refunded' },
};

/** A payment recorded in error and taken back; it counts for nothing. */
const REVERSED: (typeof LOOKS)[Payment['status']] = {
  tone: 'neutral',
  icon: <ArrowUndo16Regular />,
  word: 'Reversed',
};

/** `bank_transfer` → `Bank transfer`. */
const methodName = (method: string): string =>
  method.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase());

function Status({ payment }: { payment: Payment }) {
  const styles = useStyles();
  const { tone, icon, word } = payment.reversed_at === null ? LOOKS[payment.status] : REVERSED;
  return (
    <div>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
      {payment.failure_message && <div className={styles.quiet}>{payment.failure_message}</div>}
    </div>
  );
}

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
    { header: 'Status', cell: (payment) => <Status payment={payment} /> },
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
            <Status payment={payment} />
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
