/** What was paid on an invoice, and what was tried and failed. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons';
import { useState } from 'react';
import { isOffline } from '../../../../functions/domain/offline-payment.ts';
import { useSignedIn } from '../../session/current.ts';
import { DocumentButton } from '../../shared/inputs/DocumentButton.tsx';
import { AppLink } from '../../shared/layout/links.tsx';
import { Panel } from '../../shared/layout/Panel.tsx';
import { ErrorState, LoadingRows } from '../../shared/layout/states.tsx';
import { type Column, DataTable } from '../../shared/lists/DataTable.tsx';
import { Money } from '../../shared/money/Money.tsx';
import { PaymentStatus } from '../../shared/money/PaymentStatus.tsx';
import { methodName } from '../../shared/money/words.ts';
import { formatInstant } from '../../shared/text/dates.ts';
import { LazyMoneyDialog } from './money/LazyMoneyDialog.tsx';
import type { MoneyStep } from './money/MoneyDialog.tsx';
import { type Invoice, type Payment, useInvoicePayments } from './queries.ts';

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  card: { display: 'grid', gap: tokens.spacingVerticalXS },
  steps: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  between: { display: 'flex', justifyContent: 'space-between', gap: '8px', flexWrap: 'wrap' },
});

/** A payment counts online when Stripe has it; only such can be refunded, and only others reversed. */
function PaymentSteps({ payment, onAsk }: { payment: Payment; onAsk: (step: MoneyStep) => void }) {
  const styles = useStyles();
  const { can } = useSignedIn();
  const counts = payment.status === 'succeeded' && payment.reversed_at === null;
  const offline = isOffline(payment.method);
  return (
    <div className={styles.steps} data-print="hide">
      <AppLink to={`/staff/payments?payment=${payment.id}`}>Details</AppLink>
      {counts && payment.refund_blocked && (
        <span className={styles.quiet}>No refund: the payer’s bank disputes it or took it back</span>
      )}
      {counts && (
        <DocumentButton
          appearance="subtle"
          size="small"
          path={`/payments/${payment.id}/receipt`}
          label="Receipt"
        />
      )}
      {counts && !offline && !payment.refund_blocked && can('refunds.request') && (
        <Button size="small" onClick={() => onAsk({ step: 'refund', payment })}>
          Refund
        </Button>
      )}
      {counts && offline && can('payments.reverse') && (
        <Button size="small" onClick={() => onAsk({ step: 'reverse', payment })}>
          Reverse
        </Button>
      )}
    </div>
  );
}

export function Payments({ invoice }: { invoice: Invoice }) {
  const { can } = useSignedIn();
  const [asking, setAsking] = useState<MoneyStep>();
  const record = can('payments.record') && (
    <Button icon={<Add20Regular />} data-print="hide" onClick={() => setAsking({ step: 'record' })}>
      Record payment
    </Button>
  );
  return (
    <Panel title="Payments" actions={invoice.status !== 'cancelled' && record}>
      <PaymentsTable invoice={invoice} onAsk={setAsking} />
      <LazyMoneyDialog asking={asking} invoice={invoice} onClose={() => setAsking(undefined)} />
    </Panel>
  );
}

type CellProps = { payment: Payment };

function Amount({ payment }: CellProps) {
  const styles = useStyles();
  return (
    <div>
      <Money cents={payment.amount_cents} currency={payment.currency} />
      {payment.payment_amount_cents !== payment.amount_cents && (
        <div className={styles.quiet}>
          part of <Money cents={payment.payment_amount_cents} currency={payment.currency} />
        </div>
      )}
      {payment.refunded_cents > 0 && (
        <div className={styles.quiet}>
          <Money cents={payment.refunded_cents} currency={payment.currency} /> refunded
        </div>
      )}
    </div>
  );
}

function Reference({ payment }: CellProps) {
  const styles = useStyles();
  return (
    <span className={styles.quiet}>
      {[payment.receipt_number, payment.reference].filter(Boolean).join(' · ')}
    </span>
  );
}

type OnAsk = (step: MoneyStep) => void;

function PaymentsTable({ invoice, onAsk }: { invoice: Invoice; onAsk: OnAsk }) {
  const styles = useStyles();
  const { clinic } = useSignedIn();
  const query = useInvoicePayments(invoice);
  if (query.isPending) return <LoadingRows rows={2} label="Loading payments" />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.data.length === 0) return <p className={styles.quiet}>No payments yet.</p>;

  const when = (payment: Payment) => formatInstant(payment.received_at, clinic.time_zone);
  const method = (payment: Payment) => (
    <>
      {methodName(payment.method)}
      <div>
        <Reference payment={payment} />
      </div>
    </>
  );
  const columns: Column<Payment>[] = [
    { header: 'Date', cell: when, rowHeader: true, nowrap: true },
    { header: 'Status', cell: (payment) => <PaymentStatus payment={payment} /> },
    { header: 'Method', cell: method },
    { header: 'Amount', cell: (payment) => <Amount payment={payment} />, end: true },
    { header: 'More', cell: (payment) => <PaymentSteps payment={payment} onAsk={onAsk} /> },
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
            <Amount payment={payment} />
          </div>
          <div>
            {when(payment)} · {methodName(payment.method)}
          </div>
          <Reference payment={payment} />
          <PaymentSteps payment={payment} onAsk={onAsk} />
        </div>
      )}
    />
  );
}
